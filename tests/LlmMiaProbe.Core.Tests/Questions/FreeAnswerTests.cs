using LlmMiaProbe.Models;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Questions;

public sealed class FreeAnswerTests : IDisposable
{
    private const int PerLabel = 30;

    private readonly QuestionScene _scene = new(PerLabel);

    public static TheoryData<string> Methods { get; } = new("cloze", "guided", "continue", "repeat");

    public void Dispose() => _scene.Dispose();

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_model_that_knows_its_members_is_found_out(string name)
    {
        var (answers, evaluation) = await _scene.RunAsync(Method(name), Knowing(_scene.Members));
        Assert.InRange(evaluation.Auc?.Value ?? 0, .99, 1);
        Assert.All(answers.Documents, document => Assert.Null(document.Scores[0].Reason));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_model_that_knows_nothing_is_not(string name)
    {
        var (_, evaluation) = await _scene.RunAsync(Method(name), Knowing([]));
        Assert.NotNull(evaluation.Auc);
        Assert.InRange(.5, evaluation.Auc.Low, evaluation.Auc.High);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_model_that_refuses_gives_no_score_and_says_why(string name)
    {
        var (answers, evaluation) = await _scene.RunAsync(Method(name), new ScriptedChatModel(request => ScriptedChatModel.Say(request, "I can't reproduce this text.")));
        Assert.Null(evaluation.Auc);
        Assert.All(answers.Documents, document => Assert.Matches(@"\(\d+ asked: \d+ refused\)$", document.Scores[0].Reason));
    }

    [Fact]
    public async Task Refusals_filters_failures_and_not_knowing_are_counted_apart()
    {
        var model = new ScriptedChatModel(request => (QuestionScene.Guess(request.Messages[0].Text, 5) % 5) switch
        {
            0 => ScriptedChatModel.Say(request, "I can't reproduce this text."),
            1 => ScriptedChatModel.Say(request, "I do not recognize this text."),
            2 => new ChatReply(request, "", FinishReason.Filtered, null, new AnswerDetail { Finish = "content_filter" }),
            3 => null,
            _ => ScriptedChatModel.Say(request, "and so it went on"),
        });
        var (answers, _) = await _scene.RunAsync(Method("continue"), model);
        var tally = ReplyTally.Sum(answers.Documents.Select(document => document.Replies));
        Assert.All([ReplyKind.Answered, ReplyKind.Refused, ReplyKind.Unknowing, ReplyKind.Filtered, ReplyKind.Failed], kind => Assert.InRange(tally.Count(kind), 1, tally.Asked - 4));
        Assert.Equal(model.Asked.Count, tally.Asked);
        Assert.All(answers.Documents, document => Assert.Equal(document.Replies.Answered > 0, document.Scores[0].Value is not null));
        var endings = Assert.Single(answers.Remarks).Text;
        Assert.All(["ended refused", "ended not known", "ended filtered", "ended failed", "used up the turns"], ending => Assert.Contains(ending, endings, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_chat_goes_on_until_the_document_ends_and_what_came_before_a_refusal_counts()
    {
        var model = new ScriptedChatModel(request =>
        {
            var turn = request.Messages.Count(message => message.Role == ChatRole.Assistant);
            var given = request.Messages[0].Text.Split("\n\n")[^1];
            var words = _scene.Documents.Single(document => document.Text.StartsWith(given, StringComparison.Ordinal)).Text.Split(' ');
            return ScriptedChatModel.Say(request, turn == 2 ? "I can't continue the text." : string.Join(' ', words.Skip(50 + (30 * turn)).Take(30)));
        });
        var (answers, _) = await _scene.RunAsync(Method("continue"), model);
        Assert.All(answers.Documents, document =>
        {
            Assert.Equal((3, 2, 1), (document.Replies.Asked, document.Replies.Answered, document.Replies.Count(ReplyKind.Refused)));
            Assert.Equal(60 / 80.0, document.Scores[0].Value ?? 0, 12);
            Assert.Equal(60, document.Scores[1].Value);
        });
    }

    [Fact]
    public async Task Given_text_that_is_repeated_earns_nothing()
    {
        var model = new ScriptedChatModel(request => ScriptedChatModel.Say(request, request.Messages[0].Text.Split("\n\n")[^1]));
        var (answers, _) = await _scene.RunAsync(Method("continue"), model);
        Assert.All(answers.Documents, document => Assert.Equal(0, document.Scores[0].Value));
        Assert.All(answers.Documents, document => Assert.InRange(document.Scores[1].Value ?? -1, 0, 3));
    }

    [Fact]
    public async Task The_plan_of_single_questions_counts_what_is_asked()
    {
        foreach (var name in new[] { "cloze", "guided", "repeat" })
        {
            var model = Knowing([]);
            await _scene.RunAsync(Method(name), model);
            Assert.Equal(Method(name).CostOf(_scene.Documents, new EstimatedTokenizer()).Calls, model.Asked.Count);
        }
    }

    [Fact]
    public async Task Stretches_that_were_produced_are_listed()
    {
        var (answers, _) = await _scene.RunAsync(Method("repeat"), Knowing(_scene.Members));
        var text = _scene.Documents[0].Text.TrimEnd('.');
        Assert.Equal(130, answers.Documents[0].Scores[0].Value);
        Assert.Contains(answers.Documents[0].Facts, fact => fact.Key == "stretch of 130 words" && fact.Value == text);
        Assert.Equal(PerLabel, answers.Common.Answered);
        Assert.StartsWith($"{PerLabel} of {PerLabel} outputs went over to other text", Assert.Single(answers.Remarks).Text, StringComparison.Ordinal);
    }

    private static IQuestionMethod Method(string name) => name switch
    {
        "cloze" => new NameCloze(QuestionScene.Prompts, passages: 5),
        "guided" => new GuidedInstruction(QuestionScene.Prompts, words: 100, resamples: 200, maxTokens: 256, seed: 1),
        "continue" => new IterativeContinuation(QuestionScene.Prompts, givenWords: 50, turns: 4, maxTokens: 256),
        _ => new RepeatedWord(QuestionScene.Prompts, ["poem"], samples: PerLabel, maxTokens: 500, matchWords: 20, seed: 1),
    };

    /// <summary>Goes on with documents that it knows, under the guided instruction only; names what is missing there; and emits them when it repeats a word. Else it talks at random.</summary>
    private static ScriptedChatModel Knowing(IEnumerable<AskedDocument> known)
    {
        var texts = known.Select(document => document.Text).ToList();
        return new ScriptedChatModel(request =>
        {
            var question = request.Messages[0].Text;
            if (question.StartsWith("Repeat this word", StringComparison.Ordinal))
            {
                return ScriptedChatModel.Say(request, $"poem poem {(texts.Count > 0 ? texts[request.Sample] : Babble(request, request.Sample))}");
            }

            var asked = question.Split('\n', StringSplitOptions.RemoveEmptyEntries).MaxBy(part => part.Count(c => c == ' ')) ?? "";
            var isCloze = asked.Contains(ClozeFinder.Mask, StringComparison.Ordinal);
            var before = asked.Split(ClozeFinder.Mask)[0];
            var text = question.Contains("The following is the first piece of a text. ", StringComparison.Ordinal) ? null : texts.Find(text => text.Contains(before, StringComparison.Ordinal));
            var rest = text is null ? Babble(request, 0) : text[(text.IndexOf(before, StringComparison.Ordinal) + before.Length)..];
            return ScriptedChatModel.Say(request, isCloze ? $"<name>{rest.Trim().Split(' ')[0].TrimEnd('.')}</name>" : rest);
        });
    }

    private static string Babble(ChatRequest request, int sample) => string.Join(' ', Enumerable.Range(0, 60).Select(i => "babadokilumenorasituve".Substring(QuestionScene.Guess($"{request.Messages[0].Text} {sample} {i}", 20), 2)));
}
