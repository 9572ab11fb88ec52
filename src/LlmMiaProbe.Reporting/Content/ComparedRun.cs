using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>Holds an earlier run against that run of a report which asks the same question.</summary>
internal static class ComparedRun
{
    /// <exception cref="ConfigurationException">No run of the report can be compared with it, or several can.</exception>
    public static RunComparison Read(IProbeStore store, ReportPage page, long earlier)
    {
        var isExtraction = store.FindRun(earlier)?.Settings.Extraction is not null;
        var same = page.Runs.Where(run => run.Settings.Extraction is not null == isExtraction).ToList();
        return same.Count > 1
            ? throw new ConfigurationException(
                $"--compare: run {earlier} is compared with one run, and the report has "
                + $"{string.Join(", ", same.Select(run => Figures.Id(run.Id)))}: name one of them.")
            : new RunComparer(store).Compare(earlier, same.Count == 1 ? same[0].Id : page.Runs.First().Id);
    }

    /// <summary>A sentence with the short names of attacks, where only one has that name.</summary>
    public static string Named(RunComparison comparison, string sentence) => comparison.Attacks
        .GroupBy(change => change.Attack.Split('(')[0], StringComparer.Ordinal)
        .Where(same => same.Count() == 1)
        .Aggregate(sentence, (text, same) => text.Replace(same.First().Attack, same.Key, StringComparison.Ordinal));
}
