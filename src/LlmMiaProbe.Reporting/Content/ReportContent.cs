using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>All that a report shows of a membership run, but the evidence, which is streamed.</summary>
internal sealed class ReportContent
{
    private readonly RunDecisions _decisions;
    private readonly Calibration? _calibration;

    private ReportContent(IProbeStore store, RunRecord run, RunEvaluation evaluation)
    {
        (Store, Run, Evaluation) = (store, run, evaluation);
        Documents = [.. store.ReadDocuments(run.Id)];
        Defects = store.ReadDefects(run.Id);
        Failures = store.ReadFailures(run.Id);
        Attacks = ReadAttacks();
        _decisions = RunDecisions.Read(store, run.Id);
        Leading = Attacks.FirstOrDefault(attack => attack.Id == evaluation.LeadingAttack);
        _calibration = Leading is null ? null : new Calibration(
            Documents.Select((document, i) => IsControl(document) ? Leading.Scores[i]?.Value : null).OfType<double>());
        Order = [.. Enumerable.Range(0, Documents.Count)
            .OrderByDescending(i => Leading?.Scores[i]?.Value ?? double.NegativeInfinity)
            .ThenBy(i => Documents[i].Ordinal)];
    }

    public IProbeStore Store { get; }

    public RunRecord Run { get; }

    public RunEvaluation Evaluation { get; }

    public IReadOnlyList<RunDocument> Documents { get; }

    public IReadOnlyList<CorpusDefect> Defects { get; }

    public IReadOnlyList<DocumentFailure> Failures { get; }

    /// <summary>The highest AUC first; without one, headline attacks first.</summary>
    public IReadOnlyList<AttackColumn> Attacks { get; }

    /// <summary>The attack that decides; null if nothing was scored.</summary>
    public AttackColumn? Leading { get; }

    /// <summary>Places in <see cref="Documents"/>, the highest score of the leading attack first.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>Whether conversations are among the documents, of which only a part is scored and counted.</summary>
    public bool HasConversations => Documents.Any(document => document.Facts.Mask is not null);

    public RunModel? Target => Run.Models.FirstOrDefault(model => model.Role == ModelRole.Target);

    public RunModel? Reference => Run.Models.FirstOrDefault(model => model.Role == ModelRole.Reference);

    /// <summary>Whether tokens of target and reference can be held side by side.</summary>
    public bool ComparesTokens => Reference is not null && Reference.Model.Tokenizer == Target?.Model.Tokenizer;

    /// <exception cref="ConfigurationException">The run was not scored to the end.</exception>
    public static ReportContent Read(IProbeStore store, RunRecord run)
    {
        var evaluation = run.Status == RunStatus.Finished ? StoredEvaluation.Find(store, run.Id) : null;
        return evaluation is { IsComplete: true }
            ? new ReportContent(store, run, evaluation)
            : throw new ConfigurationException($"Run {run.Id} did not finish, so there is nothing to report: 'mia-probe resume {run.Id}' goes on with it.");
    }

    /// <summary>Whether other documents are held against this one.</summary>
    public bool IsControl(RunDocument document) =>
        Evaluation.Design.IsCalibration(new DesignDocument(document.Label, document.Calibrates, document.Group, document.Facts.ByteLength));

    /// <summary>What the leading attack decides on a document; null if it is not tested, or there is nothing to hold it against.</summary>
    public Decision? DecisionOn(int place) => Leading is null || _calibration is not { Count: > 0 }
        ? null
        : _decisions.Find(Documents[place].Ordinal, Leading.Id);

    /// <summary>Share of the controls that score below the document under the leading attack; null without controls or score.</summary>
    public double? ShareBelow(int place) => Leading?.Scores[place]?.Value is { } score ? _calibration?.ShareBelow(score) : null;

    /// <summary>A sentence with the short names of attacks; their parameters stand in the table.</summary>
    public string Named(string sentence) => Attacks.Aggregate(sentence, (text, attack) => text.Replace(attack.Id, attack.Name, StringComparison.Ordinal));

    /// <summary>What may be said of a document's score under the leading attack; null if it is not tested.</summary>
    public string? StatementOn(int place) => DecisionOn(place) is not null && Leading?.Scores[place]?.Value is { } score && _calibration is not null
        ? ScoreStatement.Of(_calibration.CountBelow(score), _calibration.Count).Text
        : null;

    /// <summary>Scores of the labelled documents that are compared, of those that have one.</summary>
    public IEnumerable<LabelledScore> Labelled(AttackColumn attack)
    {
        for (var i = 0; i < Documents.Count; i++)
        {
            if (!Documents[i].Calibrates && Documents[i].Label != Membership.Unknown && attack.Scores[i]?.Value is { } score)
            {
                yield return new LabelledScore(score, Documents[i].Label == Membership.Member, Documents[i].Group);
            }
        }
    }

    private List<AttackColumn> ReadAttacks()
    {
        var places = Documents.Select((document, i) => (document.Ordinal, i)).ToDictionary(entry => entry.Ordinal, entry => entry.i);
        var scores = Evaluation.Attacks.ToDictionary(attack => attack.Attack, _ => new AttackScore?[Documents.Count], StringComparer.Ordinal);
        foreach (var stored in Store.ReadScores(Run.Id))
        {
            if (scores.TryGetValue(stored.Attack, out var column))
            {
                column[places[stored.Ordinal]] = stored.Score;
            }
        }

        var headline = Evaluation.Headline.Attacks.ToList();
        var repeated = Evaluation.Attacks
            .GroupBy(attack => Bare(attack.Attack))
            .Where(group => group.Count() > 1)
            .Select(group => group.Key)
            .ToHashSet(StringComparer.Ordinal);
        return [.. Evaluation.Attacks
            .OrderByDescending(attack => attack.Auc?.Value ?? -1)
            .ThenBy(attack => headline.IndexOf(attack.Attack) is var place && place < 0 ? int.MaxValue : place)
            .ThenBy(attack => attack.Attack, StringComparer.Ordinal)
            .Select(attack => new AttackColumn(
                attack,
                repeated.Contains(Bare(attack.Attack)) ? attack.Attack : Bare(attack.Attack),
                headline.Contains(attack.Attack),
                scores[attack.Attack]))];
    }

    private static string Bare(string id) => id.Split('(')[0];
}
