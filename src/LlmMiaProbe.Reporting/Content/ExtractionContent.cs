using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>All that a report shows of an extraction run. Its windows are read once, document by document.</summary>
internal sealed class ExtractionContent
{
    /// <summary>Documents shown with strips and passages; the others stand in a table.</summary>
    public const int ShownWorks = 12;

    private const int RankingThreshold = 2;

    private ExtractionContent(IProbeStore store, RunRecord run, ExtractionSettings settings, ExtractionEvaluation evaluation)
    {
        (Run, Settings, Documents) = (run, settings, [.. store.ReadDocuments(run.Id)]);
        Defects = store.ReadDefects(run.Id);
        Failures = store.ReadFailures(run.Id);
        Ranked = [.. evaluation.Documents
            .OrderByDescending(document => document.Summaries[0].Coverage(RankingThreshold))
            .ThenByDescending(document => document.Summaries[0].BestLogPz)
            .ThenBy(document => document.Ordinal)];
        Roles = [.. run.Models.Select(model => model.Role).OrderByDescending(role => role.Name, StringComparer.Ordinal)];
        Shares = Roles.ToDictionary(role => role, _ => new WindowShares());
        Works = ReadWorks(store);
    }

    public RunRecord Run { get; }

    public ExtractionSettings Settings { get; }

    public IReadOnlyList<RunDocument> Documents { get; }

    public IReadOnlyList<CorpusDefect> Defects { get; }

    public IReadOnlyList<DocumentFailure> Failures { get; }

    /// <summary>The documents that were measured, the largest coverage first.</summary>
    public IReadOnlyList<ExtractedDocument> Ranked { get; }

    /// <summary>The first of these, with all that is drawn of them.</summary>
    public IReadOnlyList<ExtractedWork> Works { get; }

    /// <summary>The target first.</summary>
    public IReadOnlyList<ModelRole> Roles { get; }

    /// <summary>Whether an endpoint shows only bounds of what a model emits.</summary>
    public bool HasBounds => Ranked.Any(document => document.Summaries.Any(summary => summary.AtMost is not null));

    /// <summary>A model as charts name it, which draw what is certain.</summary>
    public string NameOf(ModelRole role) =>
        Ranked.Any(document => document.Summaries.Any(summary => summary.Request == WindowRequest.Of(role) && summary.AtMost is not null))
            ? $"{role}, at least"
            : role.Name;

    /// <summary>How p_z, or what it is at least, is spread over all windows, by model.</summary>
    public IReadOnlyDictionary<ModelRole, WindowShares> Shares { get; }

    /// <exception cref="ConfigurationException">The run did not finish.</exception>
    public static ExtractionContent Read(IProbeStore store, RunRecord run)
    {
        store.RequireEvidence(run);
        return run.Settings.Extraction is { } settings && ExtractionEvaluation.Find(store, run.Id) is { } evaluation
            ? new ExtractionContent(store, run, settings, evaluation)
            : throw new ConfigurationException($"Run {run.Id} did not finish, so there is nothing to report: 'mia-probe resume {run.Id}' goes on with it.");
    }

    private List<ExtractedWork> ReadWorks(IProbeStore store)
    {
        var documents = Documents.ToDictionary(document => document.Ordinal);
        var shown = Ranked.Take(ShownWorks).ToList();
        var scans = shown.ToDictionary(document => document.Ordinal, document => new WorkScan(documents[document.Ordinal], document, Roles));
        foreach (var document in Ranked)
        {
            var scan = scans.GetValueOrDefault(document.Ordinal);
            foreach (var window in store.ReadWindows(Run.Id, document.Ordinal))
            {
                foreach (var role in Roles.Where(role => window.Request == WindowRequest.Of(role)))
                {
                    Shares[role].Add(window.Scores.TotalLogProb);
                    scan?.Add(role, window.Place, window.Scores);
                }
            }
        }

        return [.. shown.Select(document => scans[document.Ordinal].Work(store.FindText(documents[document.Ordinal].Facts.Hash)))];
    }
}
