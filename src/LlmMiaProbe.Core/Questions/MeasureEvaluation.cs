using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Questions;

/// <summary>What one measure of a method shows.</summary>
/// <param name="Measure">Its name.</param>
/// <param name="Sets">Sets of documents against the controls; of both labels, if there are both.</param>
/// <param name="Decisions">One by one, of the documents under test; null if none is tested or none calibrates.</param>
public sealed record MeasureEvaluation(string Measure, IReadOnlyList<SetAnswers> Sets, AttackDecisions? Decisions)
{
    /// <param name="measure">Its name.</param>
    /// <param name="place">Its place among the scores of a document.</param>
    /// <param name="answers">All documents.</param>
    /// <param name="design">Who is tested.</param>
    /// <param name="resamples">Behind the intervals.</param>
    /// <param name="seed">The run's.</param>
    public static MeasureEvaluation Of(string measure, int place, IReadOnlyList<DocumentAnswers> answers, TestDesign design, int resamples, int seed)
    {
        var sets = new[] { Membership.Member, Membership.Unknown }.Where(set => answers.Any(answer => answer.Label == set)).ToList();
        double?[] scores = [.. answers.Select(answer => answer.Scores[place].Value)];
        var test = new ConformalTest(design, [.. answers.Select(answer => answer.Document.ForDesign)], scores);
        return new MeasureEvaluation(
            measure,
            [
                .. sets.Select(
                    set => new SetAnswers(
                        set,
                        Evaluator.Evaluate(
                            measure,
                            [
                                .. answers
                                    .Where(answer => answer.Label == set || answer.Label == Membership.NonMember)
                                    .Select(answer => Against(answer, set, place)),
                            ],
                            resamples,
                            seed))),
            ],
            design.Tested is null || design.CalibrationCount == 0 ? null : test.Summarise(measure));
    }

    private static ScoredDocument Against(DocumentAnswers answer, Membership set, int place) =>
        new(answer.Label == set ? Membership.Member : Membership.NonMember, answer.Document.Unit, answer.Scores[place], answer.Document.Copies);
}
