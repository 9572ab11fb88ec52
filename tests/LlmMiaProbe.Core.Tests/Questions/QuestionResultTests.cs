using LlmMiaProbe.Attacks;
using LlmMiaProbe.Core.Tests.Generation;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Models;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Questions;

public sealed class QuestionResultTests
{
    private static readonly DuplicateTally s_none = new(new DuplicateCount(0, []), new DuplicateCount(0, []), new DuplicateCount(0, []));

    [Fact]
    public void Without_controls_the_first_words_say_so()
    {
        var result = Result(Membership.Member, Membership.Member, Membership.Unknown);
        Assert.StartsWith("Without control documents these scores say nothing", result.Headline, StringComparison.Ordinal);
        Assert.All(result.Models[0].Measures[0].Sets, set => Assert.Null(set.Evaluation.Auc));
    }

    [Fact]
    public void Members_and_documents_under_test_are_held_against_the_controls_apart()
    {
        // Scores are the ordinals: 0 1 | 2 3 | 4 5, so that members lie above the controls in 3 of 4 pairs and those under test in 4 of 4,
        // which of two against two proves nothing.
        var result = Result(Membership.NonMember, Membership.Member, Membership.NonMember, Membership.Member, Membership.Unknown, Membership.Unknown);
        Assert.Equal([(Membership.Member, .75), (Membership.Unknown, 1)], result.Models[0].Measures[0].Sets.Select(set => (set.Set, set.Evaluation.Auc?.Value ?? -1)));
        Assert.StartsWith("name-cloze: undecided with so few documents: 2 documents labelled member are not told apart from 2 control documents (AUC .750, ", result.Headline, StringComparison.Ordinal);
        Assert.Contains("2 documents under test are not told apart from 2 control documents (AUC 1.000, 95% interval .", result.Headline, StringComparison.Ordinal);
        Assert.Equal((2, 2), (result.Models[0].Measures[0].Decisions?.Tested, result.Models[0].Measures[0].Decisions?.Calibration));
    }

    [Fact]
    public void Documents_are_called_by_title_group_or_neither()
    {
        var document = GenerationScene.Document(0, "text");
        Assert.Equal("a published text", new AskedDocument(document, "").Title);
        Assert.Equal("Emma", new AskedDocument(document with { Group = "Emma" }, "").Title);
        Assert.Equal("Emma", new AskedDocument(document with { Group = "x", Fields = """{"title": "Emma", "year": 1815}""" }, "").Title);
        Assert.Equal("x", new AskedDocument(document with { Group = "x", Fields = """{"title": 3}""" }, "").Title);
        Assert.Equal("No document has a title or a group, so the questions name no source: add a field title.", Result(Membership.Member, Membership.NonMember).Titles);
        Assert.Null(QuestionStatement.Titles(3, 3));
    }

    [Fact]
    public void Controls_alone_are_not_enough() =>
        Assert.Equal(QuestionStatement.ControlsOnly, Result(Membership.NonMember, Membership.NonMember).Headline);

    private static QuestionResult Result(params Membership[] labels)
    {
        var method = new NameCloze(QuestionScene.Prompts, 1);
        var answers = new MethodAnswers([.. labels.Select((label, i) =>
            new DocumentAnswers(GenerationScene.Document(i, $"text {i}") with { Label = label }, [AttackScore.Of(i)], ReplyTally.None))]);
        var builder = new TestDesignBuilder(Mondrian.None, 0.1);
        answers.Documents.ToList().ForEach(document => builder.Add(document.Document.ForDesign));
        return new QuestionResult
        {
            Method = method,
            Design = builder.Build(),
            Health = new DataHealth { Duplicates = new DuplicateReport(s_none, s_none) },
            Models = [new ModelAnswers(ModelRole.Target, answers, [MeasureEvaluation.Of(method.Measures[0], 0, answers.Documents, builder.Build(), 200, 1)])],
        };
    }
}
