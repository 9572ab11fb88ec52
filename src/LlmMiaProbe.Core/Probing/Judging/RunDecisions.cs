using LlmMiaProbe.Findings;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>The decisions on every document of a stored run, computed again from its scores.</summary>
public sealed class RunDecisions
{
    private readonly Dictionary<string, Dictionary<long, Decision>> _decisions;

    private RunDecisions(HeadlineChoice headline, Dictionary<string, Dictionary<long, Decision>> decisions) => (Headline, _decisions) = (headline, decisions);

    public HeadlineChoice Headline { get; }

    /// <summary>Null if the document is not tested or has no score.</summary>
    public Decision? Find(long ordinal, string attack) =>
        _decisions.TryGetValue(attack, out var documents) && documents.TryGetValue(ordinal, out var decision) ? decision : null;

    /// <summary>Reads documents and scores of a run; keeps about 50 bytes for each score of a tested document.</summary>
    /// <exception cref="ConfigurationException">There is no such run.</exception>
    public static RunDecisions Read(IProbeStore store, long run)
    {
        var settings = store.RequireRun(run).Settings;
        var documents = new List<DesignDocument>();
        var ordinals = new List<long>();
        var builder = new TestDesignBuilder(settings.Mondrian, settings.FalseDiscoveryRate);
        foreach (var document in Kinship.Read(store, run))
        {
            ordinals.Add(document.Ordinal);
            documents.Add(document.ForDesign);
            builder.Add(document.ForDesign);
        }

        var design = builder.Build().WithUnits(documents);
        var places = ordinals.Select((ordinal, i) => (ordinal, i)).ToDictionary(entry => entry.ordinal, entry => entry.i);
        var scores = new Dictionary<string, double?[]>(StringComparer.Ordinal);
        foreach (var score in store.ReadScores(run))
        {
            if (!scores.TryGetValue(score.Attack, out var column))
            {
                scores.Add(score.Attack, column = new double?[documents.Count]);
            }

            column[places[score.Ordinal]] = score.Score.Value;
        }

        var evaluation = RunEvaluation.Before(settings, design, null);
        return new RunDecisions(evaluation.Headline, scores.ToDictionary(
            entry => entry.Key,
            entry => new ConformalTest(design, documents, entry.Value).Decisions
                .Select((decision, i) => (Ordinal: ordinals[i], Decision: decision))
                .Where(found => found.Decision is not null)
                .ToDictionary(found => found.Ordinal, found => found.Decision ?? default),
            StringComparer.Ordinal));
    }
}
