using System.Collections.Frozen;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Testing.Campaign;

/// <summary>The documents of a stored run, from which other runs are drawn and judged without asking a model.</summary>
public sealed class StoredPassages
{
    private readonly IProbeStore _store;
    private readonly RunRecord _record;
    private readonly FrozenDictionary<string, (RunDocument Document, IReadOnlyDictionary<string, TokenScores> Evidence, string Text)> _passages;

    /// <param name="store">Holds the run, with texts.</param>
    /// <param name="run">Its number.</param>
    /// <param name="attacks">To judge by; what they need must be there.</param>
    /// <param name="target">The model whose evidence is taken for the target's; null for the target. Another one leaves no reference.</param>
    public StoredPassages(IProbeStore store, long run, IReadOnlyList<string> attacks, ModelRole? target = null)
    {
        var record = store.FindRun(run) ?? throw new ArgumentException($"There is no run {run}.", nameof(run));
        var settings = record.Settings with { Attacks = attacks };
        (_store, _record) = (store, record with { Settings = target is null ? settings : settings with { Reference = null } });
        _passages = store.ReadEvidence(run).ToFrozenDictionary(
            entry => entry.Document.Id,
            entry => (entry.Document, target is { } other ? AsTarget(entry.Evidence, other) : entry.Evidence, store.FindText(entry.Document.Facts.Hash) ?? throw new ArgumentException("The run kept no texts.", nameof(run))),
            StringComparer.Ordinal);
    }

    /// <summary>All of them, in order.</summary>
    public IReadOnlyList<RunDocument> Documents => [.. _passages.Values.Select(entry => entry.Document).OrderBy(document => document.Ordinal)];

    /// <summary>What a run of these documents comes to, as the program computes it.</summary>
    /// <param name="drawn">In order.</param>
    /// <param name="seed">Of the run.</param>
    public RunEvaluation Judge(IReadOnlyList<DrawnDocument> drawn, int seed) => new RunAnalysis(Open(drawn, seed)).Analyze(_record.Id);

    /// <summary>The drawn run, prepared as the program prepares one.</summary>
    public IProbeStore Open(IReadOnlyList<DrawnDocument> drawn, int seed)
    {
        var settings = _record.Settings with { Seed = seed };
        var preparation = new RunPreparation(settings);
        var documents = new List<(RunDocument, IReadOnlyDictionary<string, TokenScores>)>(drawn.Count);
        foreach (var (document, i) in drawn.Select((document, i) => (document, i)))
        {
            var (stored, evidence, text) = _passages[document.Source];
            var placed = stored with { Ordinal = i, Id = $"{i}: {document.Source}", Label = document.Label, Group = document.Group };
            documents.Add((placed, evidence));
            preparation.Add(new Document { Id = placed.Id, Text = text, Label = document.Label, Group = document.Group, Origin = document.Source }, calibrates: false, NormalisedText.Of(text));
        }

        var (design, health) = preparation.Build(CancellationToken.None);
        var run = DrawnRun.Over(_store, _record with { Settings = settings }, documents);
        run.SetEvaluation(_record.Id, RunEvaluation.Before(settings, design, health).ToJson());
        return run;
    }

    private static Dictionary<string, TokenScores> AsTarget(IReadOnlyDictionary<string, TokenScores> evidence, ModelRole other) => evidence
        .Where(entry => entry.Key.StartsWith(other.Name + "/", StringComparison.Ordinal))
        .ToDictionary(entry => ModelRole.Target.Name + entry.Key[other.Name.Length..], entry => entry.Value, StringComparer.Ordinal);
}
