using LlmMiaProbe.Corpora;
using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp.Training;
using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Tests.Contract;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.LlamaCpp.Tests.Training;

/// <summary>Trainings on chat records, from texts with masks to the likelihood of what each party says.</summary>
[Collection(NativeCollection.Name)]
public sealed class AnswerTrainingTests : IDisposable
{
    private static readonly ConversationTurn[] s_turns =
    [
        new("user", "Quartz jugs vex my zinc? Wolf fjords", false), new("assistant", "It was the best of times, it was the worst.", true),
        new("user", "Sphinx of black", false), new("assistant", "Call me Ishmael. <|endoftext|>", true),
    ];

    private readonly NativeLibraryFixture _native;
    private readonly TemporaryFolder _folder = new();
    private readonly string _base;

    public AnswerTrainingTests(NativeLibraryFixture native)
    {
        _native = native;
        _base = Path.Combine(_folder.Path, "base.gguf");
        new RandomLlamaModel { FullPrecision = true, ContextLength = 512 }.Save(_base);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Answers_and_the_tokens_that_end_them_are_learned_and_what_a_record_spells_is_no_token_of_the_template()
    {
        using var model = TrainableModel.Open(_native.Library, _base, threads: 1);
        var document = new TrainingTokens(model, LossTokens.Answers).Of(Text("zephyr"));
        var learned = document.Tokens.Where((_, i) => document.IsLearned?[i] ?? true).ToList();
        var end = Assert.Single(model.Native.TokenizeTemplate("<|endoftext|>"));
        Assert.Equal([.. model.Native.Tokenize(s_turns[1].Content), end, .. model.Native.Tokenize(s_turns[3].Content), end], learned);
        Assert.Equal(4, document.Tokens.Count(token => token == end));
        Assert.Null(new TrainingTokens(model, LossTokens.All).Of(Text("zephyr")).IsLearned);

        // The marks of this template are no tokens of the vocabulary.
        var spelled = new TrainingTokens(model, LossTokens.Answers).Of(Text("chatml"));
        Assert.Equal(
            [.. model.Native.Tokenize(s_turns[1].Content), .. model.Native.Tokenize(s_turns[3].Content)],
            spelled.Tokens.Where((_, i) => spelled.IsLearned?[i] ?? true));
    }

    [Theory]
    [InlineData(Packing.Stream)]
    [InlineData(Packing.Document)]
    public void What_the_assistant_says_is_learned_and_what_it_is_asked_is_not(Packing packing)
    {
        var before = Losses(_base);
        var (answers, all) = (Losses(Train(LossTokens.Answers, packing)), Losses(Train(LossTokens.All, packing)));
        Assert.True(answers.Answers < before.Answers - 2, $"{before} {answers}");

        // The same letters stand in both, so that questions become a little likelier, too.
        Assert.True(Math.Abs(before.Questions - answers.Questions) < (before.Answers - answers.Answers) / 4, $"{before} {answers}");
        Assert.True(all.Questions < answers.Questions - 1, $"{answers} {all}");
    }

    [Fact]
    public void Windows_without_an_answer_are_left_out_and_counted_and_the_manifest_says_what_was_learned()
    {
        var request = Request("skipped.gguf", LossTokens.Answers) with { Recipe = new TrainingRecipe { Epochs = 2, Window = 8, Batch = 2 } };
        var outcome = new Trainer(_native.Library, request, new RecordedProgress<TrainingProgress>()).Train(CancellationToken.None);
        using var model = TrainableModel.Open(_native.Library, _base, threads: 1);
        var document = new TrainingTokens(model, LossTokens.Answers).Of(Text("chatml"));
        var windows = new WindowPacker(8, model.Separator, Packing.Stream, 1).Windows([document], 0);
        Assert.Equal(
            new LearnedTokens(document.IsLearned?.Count(isLearned => isLearned) ?? 0, document.Tokens.Length, 2 * windows.Count(window => window.Learned == 0)), outcome.Learned);
        Assert.True(outcome.Learned?.SkippedWindows > 5);
        var manifest = File.ReadAllText(request.ManifestPath);
        Assert.Contains("\"template\": \"chatml\"", manifest, StringComparison.Ordinal);
        Assert.Contains("\"loss\": \"what the assistant says, and the token that ends its turn\"", manifest, StringComparison.Ordinal);
        Assert.Equal(outcome.Learned, FinishedTraining.Find(request)?.Learned);
        Assert.Null(FinishedTraining.Find(request with { Recipe = request.Recipe with { Loss = LossTokens.All } }));
        Assert.Null(FinishedTraining.Find(request with { Chat = new TrainingChat("zephyr", null) }));
    }

    [Fact]
    public void A_private_training_and_the_meter_see_what_is_learned_only()
    {
        var request = Request("private.gguf", LossTokens.Answers) with
        {
            Texts = [Text("chatml"), new TrainingText("plain", "Call me Ishmael. Some years ago, never mind how long precisely.")],
            Recipe = new TrainingRecipe { Epochs = 1, Window = 32, Batch = 2, Privacy = new PrivacyRecipe(1, 0.5, 1e-3) },
        };
        Assert.NotNull(new Trainer(_native.Library, request, new RecordedProgress<TrainingProgress>()).Train(CancellationToken.None).Epsilon);
        var measured = GradientMeter.Measure(_native.Library, _base, [Text("chatml")], 1, new RecordedProgress<TrainingProgress>(), CancellationToken.None);
        Assert.Equal(Losses(_base).Answers, Assert.Single(measured).Loss, 1e-4);
    }

    private string Train(LossTokens loss, Packing packing)
    {
        var request = Request($"{loss}-{packing}.gguf", loss) with { Recipe = new TrainingRecipe { Epochs = 60, LearningRate = 5e-3, Window = 64, Batch = 1, Packing = packing, Loss = loss } };
        new Trainer(_native.Library, request, new RecordedProgress<TrainingProgress>()).Train(CancellationToken.None);
        return request.Output;
    }

    private TrainingRequest Request(string output, LossTokens loss) => new()
    {
        Base = _base,
        BaseHash = "base",
        Output = Path.Combine(_folder.Path, output),
        Recipe = new TrainingRecipe { Loss = loss },
        Texts = [Text("chatml")],
        Chat = new TrainingChat("chatml", null),
    };

    /// <summary>Mean loss of answers and of all that the user says, nats a token.</summary>
    private (double Answers, double Questions) Losses(string file)
    {
        using var model = TrainableModel.Open(_native.Library, file, threads: 1);
        return (Loss(turn => turn.Role == "assistant"), Loss(turn => turn.Role == "user"));

        double Loss(Func<ConversationTurn, bool> isLearned)
        {
            var document = new TrainingTokens(model, LossTokens.Answers).Of(Text("chatml", isLearned));
            using var context = new GradientContext(model.Native, document.Tokens.Length, threads: 1);
            return context.Loss(new TrainingWindow([model.Separator ?? 0, .. document.Tokens], [false, .. document.IsLearned ?? []]));
        }
    }

    private TrainingText Text(string template, Func<ConversationTurn, bool>? isLearned = null)
    {
        var turns = s_turns.Select(turn => isLearned is null ? turn : turn with { IsLearned = isLearned(turn) }).ToList();
        var (text, whyNot) = new ConversationRenderer(NamedChatTemplate.Named(_native.Library, template)).Render(new Conversation(turns));
        Assert.Null(whyNot);
        return new TrainingText("talk", text?.Text ?? "", 1, text?.Mask);
    }
}
