using LlmMiaProbe.Models;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Questions;

public sealed class MultipleChoiceTests : IDisposable
{
    private const int PerLabel = 24;

    // The last option of a quiz: none of the passages.
    private const int None = 4;

    private readonly QuestionScene _scene = new(PerLabel);

    public static TheoryData<string, int> Methods { get; } = new() { { "decop", 24 }, { "decop", 4 }, { "quiz", 0 } };

    public void Dispose() => _scene.Dispose();

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_model_that_knows_its_members_is_found_out(string name, int orders)
    {
        var known = _scene.Members.SelectMany(document => Passages.Of(document.Text, 60, 2)).ToHashSet(StringComparer.Ordinal);
        var (answers, evaluation) = await RunAsync(name, orders, Letters(request =>
            Array.FindIndex(QuestionScene.Options(request), known.Contains) is var right and >= 0 ? right : name == "quiz" ? None : Random(request)));
        Assert.InRange(evaluation.Auc?.Value ?? 0, .99, 1);
        Assert.All(answers.Documents, document => Assert.Equal(document.Replies.Asked, document.Replies.Answered));
        Assert.All(answers.Documents.Where(document => document.Document.Ordinal % 2 == 0), document => Assert.Equal(1, document.Scores[0].Value));
    }

    [Fact]
    public async Task The_paraphrases_of_a_data_set_are_asked_as_they_are_and_nobody_writes_any()
    {
        AskedDocument[] documents =
        [
            .. _scene.Documents.Take(3).Select((document, i) => document with
            {
                Document = document.Document with
                {
                    Fields = $$"""{"Example_B": "one {{i}}", "Example_C": "two", "Example_D": "{{(i == 2 ? "two" : "three")}}", "Answer": "A"}""",
                },
            }),
        ];
        var method = new DeCop(QuestionScene.Prompts, 24, 60, 2, 1);
        Assert.False(method.NeedsWriterFor(documents));
        Assert.True(method.NeedsWriterFor([.. documents, _scene.Documents[3]]));
        var asked = new List<string[]>();
        var knowing = Letters(request =>
        {
            var options = QuestionScene.Options(request);
            asked.Add(options);
            return Array.FindIndex(options, option => documents.Any(document => document.Text == option));
        });
        var answers = await method.AskAsync(_scene.Asker(knowing), null, documents, CancellationToken.None);
        Assert.Equal([1d, 1d, null], answers.Documents.Select(document => document.Scores[0].Value));
        Assert.Contains("the passage itself or another one again", answers.Documents[2].Scores[0].Reason, StringComparison.Ordinal);
        Assert.Equal(48, asked.Count);
        Assert.All(asked.Take(24), options => Assert.Equal(new[] { documents[0].Text, "one 0", "two", "three" }.Order(), options.Order()));
        Assert.Contains("paraphrases that the data set gives", answers.Remarks.Single(remark => remark.Label == "options").Text, StringComparison.Ordinal);
        var cost = method.CostOf(documents, new EstimatedTokenizer());
        Assert.Equal((72, 0), (cost.Calls, cost.WriterCalls));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_model_that_knows_nothing_is_not(string name, int orders)
    {
        var (_, evaluation) = await RunAsync(name, orders, Letters(Random));
        Assert.NotNull(evaluation.Auc);
        Assert.InRange(.5, evaluation.Auc.Low, evaluation.Auc.High);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_model_that_always_says_A_earns_nothing(string name, int orders)
    {
        var (answers, evaluation) = await RunAsync(name, orders, Letters(_ => 0));
        Assert.Equal(.5, evaluation.Auc?.Value);
        Assert.All(answers.Documents, document => Assert.Equal(name == "decop" ? .25 : 0, document.Scores[0].Value));
        Assert.Contains("A 100%", answers.Remarks.Single(remark => remark.Label == "letters").Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_model_that_refuses_gives_no_score_and_says_why(string name, int orders)
    {
        var (answers, evaluation) = await RunAsync(name, orders, new ScriptedChatModel(request => ScriptedChatModel.Say(request, "I'm sorry, but I can't help with that request.")));
        Assert.Null(evaluation.Auc);
        Assert.All(answers.Documents, document =>
        {
            Assert.Null(document.Scores[0].Value);
            Assert.EndsWith($"got an answer ({document.Replies.Asked} asked: {document.Replies.Asked} refused)", document.Scores[0].Reason, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_preferred_letter_hides_no_knowledge()
    {
        var known = _scene.Members.SelectMany(document => Passages.Of(document.Text, 60, 2)).ToHashSet(StringComparer.Ordinal);
        var (_, evaluation) = await RunAsync("decop", 24, Letters(request =>
            Array.FindIndex(QuestionScene.Options(request), known.Contains) is var right and >= 0 && QuestionScene.Guess(request.Messages[^1].Text, 3) == 0 ? right : 1));
        Assert.InRange(evaluation.Auc?.Low ?? 0, .8, 1);
    }

    [Fact]
    public async Task Probabilities_of_letters_count_where_they_are_reported()
    {
        var model = new ScriptedChatModel(
            request => ScriptedChatModel.Say(request, "B") with
            {
                Detail = new AnswerDetail { FirstToken = [new("A", Math.Log(.2)), new(" B", Math.Log(.5)), new("C", Math.Log(.1)), new("D", Math.Log(.2))] },
            },
            topLogProbs: 5);
        var (answers, _) = await RunAsync("decop", 4, model);
        Assert.All(answers.Documents, document => Assert.Equal(.25, document.Scores[0].Value ?? 0, 12));
        Assert.All(model.Asked, request => Assert.Equal(5, request.TopLogProbs));
        Assert.Contains("probabilities of the letters", answers.Remarks.Single(remark => remark.Label == "letters").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_order_is_asked_once_and_the_hash_of_the_prompt_is_kept()
    {
        var model = Letters(Random);
        var (answers, _) = await RunAsync("decop", 24, model);
        var passages = _scene.Documents.Sum(document => Passages.Of(document.Text, 60, 2).Count);
        Assert.Equal(24 * passages, model.Asked.Count);
        Assert.Equal(model.Asked.Count, model.Asked.Select(request => request.Messages[^1].Text).Distinct().Count());
        Assert.Equal(3 * passages, answers.Writer.Answered);
        Assert.All(_scene.Logged, entry => Assert.Equal(
            (entry.Use.Purpose == "decop" ? QuestionScene.Prompts.Of(DeCop.DecopQuestion) : QuestionScene.Prompts.Of(DeCop.DecopParaphrase)).Hash,
            entry.Attempt.Outcome.Detail?.PromptHash));

        var again = Letters(Random);
        await RunAsync("decop", 24, again);
        Assert.Empty(again.Asked);
    }

    [Fact]
    public async Task The_plan_counts_what_is_asked()
    {
        var model = Letters(Random);
        await RunAsync("decop", 24, model);
        Assert.Equal(Method("decop", 24).CostOf(_scene.Documents, new EstimatedTokenizer()).Calls, model.Asked.Count);
    }

    [Fact]
    public async Task The_cyclic_orders_are_among_all_orders_and_are_not_asked_again()
    {
        await RunAsync("decop", 24, Letters(Random));
        var model = Letters(Random);
        var (answers, _) = await RunAsync("decop", 4, model);
        Assert.Empty(model.Asked);
        Assert.All(answers.Documents, document => Assert.Equal(4 * Passages.Of(_scene.Documents[(int)document.Document.Ordinal].Text, 60, 2).Count, document.Replies.Asked));
    }

    [Theory]
    [InlineData("same", "a rewriting is the passage itself or another one again")]
    [InlineData("short", "a rewriting has less than half or more than double the words")]
    [InlineData("I cannot reproduce this text.", "a rewriting was refused")]
    [InlineData(null, "a rewriting was failed")]
    public async Task Passages_without_rewritings_are_left_out(string? written, string reason)
    {
        var writer = new ScriptedChatModel(request => written is null ? null : ScriptedChatModel.Say(request, written == "same" ? QuestionScene.Rewrite(request with { Sample = 0 }) : written));
        var (answers, _) = await _scene.RunAsync(Method("decop", 4), Letters(Random), writer);
        Assert.All(answers.Documents, document => Assert.Equal($"no passage could be paraphrased: {reason}", document.Scores[0].Reason));
    }

    private static IQuestionMethod Method(string name, int orders) => name == "decop"
        ? new DeCop(QuestionScene.Prompts, orders, words: 60, passages: 2, seed: 1)
        : new ContaminationQuiz(QuestionScene.Prompts, words: 60, passages: 2, seed: 1);

    private Task<(MethodAnswers Answers, AttackEvaluation Evaluation)> RunAsync(string name, int orders, IChatModel model) =>
        _scene.RunAsync(Method(name, orders), model, new ScriptedChatModel(request => ScriptedChatModel.Say(request, QuestionScene.Rewrite(request))));

    private static ScriptedChatModel Letters(Func<ChatRequest, int> choose) => new(request => ScriptedChatModel.Say(request, ((char)('A' + choose(request))).ToString()));

    private static int Random(ChatRequest request) => QuestionScene.Guess(request.Messages[^1].Text, 4);
}
