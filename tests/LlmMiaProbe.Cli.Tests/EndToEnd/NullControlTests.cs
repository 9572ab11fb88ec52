using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>
/// Documents that the target was never trained on, called members or non-members at random: nothing may be found. The
/// models are asked once, by the command; other labels are judged on the evidence that it stored.
/// </summary>
public sealed class NullControlTests : IDisposable
{
    private const int Splits = 24;
    private const int Resamples = 200;

    // 3 / 60 is .05: a p-value of a twentieth is on the grid.
    private const int NonMembers = 59;
    private const int CalledMembers = 60;

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Intervals_cover_one_half_and_a_twentieth_of_the_p_values_is_below_a_twentieth()
    {
        var neverTrainedOn = CorpusReader.Read([new CorpusSource(ProbeScene.Passages)]).Select(entry => entry.Document).OfType<Document>()
            .Where(passage => passage.Label == Membership.NonMember).Where((_, i) => i % 3 == 0).Take(NonMembers + CalledMembers).ToArray();
        var asked = await RunAsync(Split(neverTrainedOn, 0));
        using var store = SqliteProbeStore.OpenExisting(_scene.Store);
        var covered = new Dictionary<string, int>(StringComparer.Ordinal);
        var below = new Dictionary<string, int>(StringComparer.Ordinal);
        var toldApartByWords = 0;
        for (var split = 0; split < Splits; split++)
        {
            var judged = Judge(store, Split(neverTrainedOn, split));
            if (split == 0)
            {
                AssertSame(asked, judged);
            }

            foreach (var (id, (low, high)) in judged.Aucs)
            {
                covered[id] = covered.GetValueOrDefault(id) + (low <= .5 && high >= .5 ? 1 : 0);
            }

            foreach (var (id, pValues) in judged.PValues)
            {
                below[id] = below.GetValueOrDefault(id) + pValues.Values.Count(p => p <= .05);
            }

            toldApartByWords += judged.IsToldApartByWords ? 1 : 0;
        }

        Assert.True(covered.Count >= 15, $"Only {covered.Count} attacks were judged.");
        Assert.Empty(covered.Where(attack => attack.Value < .9 * Splits).Select(attack => $"{attack.Key}: {attack.Value} of {Splits}"));
        Assert.Empty(below.Where(attack => !HoldsOneTwentieth(attack.Value)).Select(attack => $"{attack.Key}: {attack.Value} of {Splits * CalledMembers}"));
        Assert.True(toldApartByWords <= .1 * Splits, $"Words told {toldApartByWords} of {Splits} random splits apart.");
    }

    private static bool HoldsOneTwentieth(int below)
    {
        var interval = ClopperPearson.Of(below, Splits * CalledMembers, .99);
        return interval.Low <= .05 && interval.High >= .05;
    }

    // Without groups: one that lies wholly among the non-members would count once, and a twentieth be off the grid.
    private static Document[] Split(Document[] passages, int split)
    {
        var called = Enumerable.Range(0, passages.Length).ToArray();
        new Random(split).Shuffle(called);
        var members = called.Take(CalledMembers).ToHashSet();
        return [.. passages.Select((passage, i) => passage with { Label = members.Contains(i) ? Membership.Member : Membership.NonMember, Group = null })];
    }

    /// <summary>What the command finds, as run 1.</summary>
    private async Task<Judgement> RunAsync(Document[] split)
    {
        var corpus = _scene.Write("split.jsonl", string.Concat(split.Select(document => JsonSerializer.Serialize(new
        {
            id = document.Id, text = document.Text, group = document.Group, label = document.Label.ToString().ToLowerInvariant(),
        }) + "\n")));
        string[] options = ["--reference", ProbeScene.Base, "--corpus", corpus, "--resamples", $"{Resamples}", "--output", "json"];
        var result = (await _scene.ProbeAsync(options)).AssertSucceeded().Json;
        var lines = (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store)).AssertSucceeded().JsonLines;
        return new Judgement(
            result.GetProperty("attacks").EnumerateArray()
                .ToDictionary(TextOf("id"), attack => (attack.GetProperty("aucLow").GetDouble(), attack.GetProperty("aucHigh").GetDouble())),
            lines.GroupBy(TextOf("attack")).ToDictionary(
                attack => attack.Key,
                attack => attack.Where(line => line.GetProperty("pValue").ValueKind == JsonValueKind.Number)
                    .ToDictionary(TextOf("document"), line => line.GetProperty("pValue").GetDouble())),
            result.GetProperty("dataHealth").GetProperty("labels").GetProperty("words").GetProperty("separates").GetBoolean());

        static Func<JsonElement, string> TextOf(string name) => element => element.GetProperty(name).GetString() ?? "";
    }

    /// <summary>What other labels make of the evidence of run 1.</summary>
    private static Judgement Judge(SqliteProbeStore store, Document[] split)
    {
        var relabelled = RelabelledRun.Over(store, split.ToDictionary(document => document.Id, document => document.Label));
        var evaluation = new RunAnalysis(relabelled).Analyze(1);
        var decisions = RunDecisions.Read(relabelled, 1);
        var ids = store.ReadDocuments(1).ToDictionary(document => document.Ordinal, document => document.Id);
        return new Judgement(
            evaluation.Attacks.ToDictionary(attack => attack.Attack, attack => (attack.Auc?.Low ?? double.NaN, attack.Auc?.High ?? double.NaN)),
            evaluation.Attacks.ToDictionary(attack => attack.Attack, attack => ids
                .Select(document => (document.Value, Decision: decisions.Find(document.Key, attack.Attack)))
                .Where(found => found.Decision is not null)
                .ToDictionary(found => found.Value, found => found.Decision?.PValue ?? double.NaN)),
            Health(split, store.FindRun(1)?.Settings.Seed ?? 0).Labels?.Words.Separates ?? throw new InvalidOperationException("There are two labels."));
    }

    private static DataHealth Health(Document[] split, int seed)
    {
        var health = new DataHealthBuilder(seed);
        var design = new TestDesignBuilder(Mondrian.None, .1);
        foreach (var document in split)
        {
            health.Add(document, calibrates: false, NormalisedText.Of(document.Text));
            design.Add(new DesignDocument(document.Label, Calibrates: false, document.Group, document.ByteLength));
        }

        return health.Build(design.Build());
    }

    private static void AssertSame(Judgement command, Judgement core)
    {
        Assert.Equal(command.Aucs, core.Aucs);
        Assert.Equal(command.PValues.Keys.Order(StringComparer.Ordinal), core.PValues.Keys.Order(StringComparer.Ordinal));
        Assert.All(command.PValues, attack => Assert.Equal(attack.Value, core.PValues[attack.Key]));
        Assert.Equal(command.IsToldApartByWords, core.IsToldApartByWords);
    }

    /// <param name="Aucs">Interval of every attack's AUC.</param>
    /// <param name="PValues">Of the tested documents, by attack and id.</param>
    /// <param name="IsToldApartByWords">Whether words tell the labels apart without a model.</param>
    private sealed record Judgement(
        IReadOnlyDictionary<string, (double Low, double High)> Aucs,
        IReadOnlyDictionary<string, Dictionary<string, double>> PValues,
        bool IsToldApartByWords);
}
