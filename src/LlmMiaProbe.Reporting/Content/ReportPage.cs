using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>The runs of a report: one of attacks, any number about extraction and of questions, at least one in all.</summary>
/// <param name="Membership">Null if none of the runs is about membership.</param>
/// <param name="Extractions">Windows; in the order in which they were named.</param>
/// <param name="Commands">Canaries, whole works and secrets; in the order in which they were named.</param>
/// <param name="Orders">Tests of the published order of documents; in the order in which they were named.</param>
/// <param name="Questions">What models replied to questions, about membership or extraction; in the order in which they were named.</param>
internal sealed record ReportPage(
    ReportContent? Membership, IReadOnlyList<ExtractionContent> Extractions, IReadOnlyList<CommandContent> Commands,
    IReadOnlyList<CommandContent> Orders, IReadOnlyList<CommandContent> Questions)
{
    /// <summary>The membership run first.</summary>
    public IEnumerable<RunRecord> Runs =>
        [
            .. Membership is null ? (RunRecord[])[] : [Membership.Run],
            .. Extractions.Select(extraction => extraction.Run),
            .. Commands.Concat(Orders).Concat(Questions).Select(command => command.Run),
        ];

    /// <summary>Whether the report answers the second question at all.</summary>
    public bool IsAboutExtraction => Extractions.Count + Commands.Count > 0;

    /// <exception cref="ConfigurationException">A run is not there, did not finish or has nothing to report, or two are about membership.</exception>
    public static ReportPage Read(IProbeStore store, IReadOnlyList<long> runs)
    {
        var records = runs.Distinct().Select(run => store.RequireRun(run)).ToList();
        var membership = records.Where(record => record.Settings.Task is MembershipTask).ToList();
        var commands = records
            .Where(record => record.Settings.Task is CommandTask)
            .Select(record => CommandContent.Read(store, record))
            .ToLookup(command => command.Output is QuestionOutput or ExchangeabilityOutput ? command.Output.GetType() : typeof(CommandOutput));
        return membership.Count > 1
            ? throw new ConfigurationException(
                $"Runs {membership[0].Id} and {membership[1].Id} are both about membership, and a report has one of them: name one.")
            : new ReportPage(
                membership.Count == 0 ? null : ReportContent.Read(store, membership[0]),
                [.. records.Where(record => record.Settings.Task is ExtractionTask).Select(record => ExtractionContent.Read(store, record))],
                [.. commands[typeof(CommandOutput)]],
                [.. commands[typeof(ExchangeabilityOutput)]],
                [.. commands[typeof(QuestionOutput)]]);
    }
}
