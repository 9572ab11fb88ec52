using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Cli.Views;

/// <summary>Which of a run's models puts a BOS before texts, and what it means if only some do.</summary>
internal static class BosLine
{
    /// <param name="models">Those that are compared.</param>
    /// <param name="policy">Of the run.</param>
    public static string Of(IReadOnlyList<RunModel> models, BosPolicy policy)
    {
        var (with, without) = (Names(models, model => model.PutsBos(policy)), Names(models, model => !model.PutsBos(policy)));
        return models.All(model => model.Model.IsImported)
            ? without.Length == 0 ? "the first token of every text has a score, in all of them"
                : with.Length == 0 ? "first tokens have no score, in any of them"
                : $"the first token of a text has a score in {with} only, not in {without}: reference-difference and reference-ratio compare what both "
                    + "score, and attacks that compare token by token do not apply"
            : without.Length == 0 ? "a BOS before every text, in all of them"
            : with.Length == 0 ? "no BOS, so first tokens are not scored, in any of them"
            : $"a BOS before every text in {with} only; {without} puts none and does not score first tokens: "
                + "reference-difference and reference-ratio compare what both score, "
                + "and attacks that compare token by token do not apply. --bos never, or --bos always if all have a BOS, treats them alike";
    }

    private static string Names(IReadOnlyList<RunModel> models, Func<RunModel, bool> wanted) =>
        string.Join(" and ", models.Where(wanted).Select(model => model.Model.Name));
}
