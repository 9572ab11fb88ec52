using System.Globalization;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Reporting.Html.Sections;

namespace LlmMiaProbe.Reporting.Viewer;

/// <summary>A run in the few words that lists have room for.</summary>
internal static class RunWords
{
    public const string None = "–";

    /// <summary>In the order in which they are offered.</summary>
    public static readonly string[] Kinds = ["membership", "extraction", "canary", "secret", "continue", "ask", "exchangeability"];

    public static string NameOf(RunRecord run) => run.Name is { } name ? $"run {Figures.Id(run.Id)}, {name}" : $"run {Figures.Id(run.Id)}";

    public static string ModelOf(RunRecord run)
    {
        var target = run.Models.FirstOrDefault(model => model.Role == ModelRole.Target)?.Model.Name ?? Path.GetFileName(run.Settings.Model);
        return target.Length == 0 ? "no model" : target;
    }

    public static string? ReferenceOf(RunRecord run) => run.Models.FirstOrDefault(model => model.Role == ModelRole.Reference)?.Model.Name;

    public static string CorpusOf(RunRecord run) => run.Settings.Corpora.Count == 0
        ? None
        : string.Join(", ", run.Settings.Corpora.Select(corpus => Path.GetFileName(corpus.Path.TrimEnd('/', '\\'))));

    public static string StartOf(RunRecord run) => run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Whether two runs read the same files of documents, so that they can stand in one series.</summary>
    public static bool AreOfOneCorpus(RunRecord one, RunRecord other) =>
        one.Settings.Task.Name == other.Settings.Task.Name && one.Settings.Corpora.Count > 0
        && one.Settings.Corpora.Select(corpus => corpus.Path).SequenceEqual(other.Settings.Corpora.Select(corpus => corpus.Path), StringComparer.Ordinal);

    /// <summary>What a run came to, as one sentence, or why there is nothing yet.</summary>
    public static string HeadlineOf(IProbeStore store, RunRecord run)
    {
        try
        {
            return run.Status != RunStatus.Finished
                ? run.Status == RunStatus.Running
                    ? "Under way, or ended without a word."
                    : $"Interrupted: 'mia-probe resume {Figures.Id(run.Id)}' goes on with it."
                : ResultOf(store, run) ?? "No result is kept.";
        }
        catch (ProbeException error)
        {
            return error.Message;
        }
    }

    private static string? ResultOf(IProbeStore store, RunRecord run) => run.Settings.Task switch
    {
        MembershipTask => StoredEvaluation.Find(store, run.Id) is { IsComplete: true } evaluation
            ? evaluation.HeadlineSentence ?? evaluation.WhyNoHeadline ?? "Nothing was scored."
            : null,
        ExtractionTask extraction => ExtractionEvaluation.Find(store, run.Id) is { } evaluation
            ? evaluation.Documents.Count == 0 ? "No document could be measured." : ExtractionStatement.OfAll(evaluation.Documents, extraction.Windows)
            : null,
        _ => CommandOutput.Find(store, run) switch
        {
            null => null,
            QuestionOutput question => question.Headline,
            ExchangeabilityOutput order => order.Statement,
            _ => CommandElement.Headline(CommandContent.Read(store, run), new ReportOptions()),
        },
    };
}
