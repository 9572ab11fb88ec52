using System.Globalization;
using System.Text.Json;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Shadows;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

/// <summary>
/// Documents d0 to d31, the even ones memorised by the target and labelled members, and four scripted shadow models.
/// Each has memorised the half that it was trained on: of every document two know it and two do not.
/// </summary>
internal sealed class ShadowScene : IDisposable
{
    public static readonly string[] Attacks = ["rmia(gamma=1)", "lira(fixed-below=16)", "rmia-offline(gamma=1,a=1)", "lira-offline(fixed-below=16)", "z-score"];

    public static readonly string[] Texts = [.. Enumerable.Range(0, 32).Select(i => $"Document number {i} of a few.")];

    /// <param name="attacks">In place of <see cref="Attacks"/>.</param>
    /// <param name="change">What is otherwise with a shadow model, by its number.</param>
    public ShadowScene(string[]? attacks = null, Func<int, ScriptedModel, ScriptedModel>? change = null)
    {
        Probe = new ProbeScene(Texts, attacks: attacks ?? Attacks);
        Probe.Models = new ScriptedModelProvider(new ScriptedModel("target") { Memorised = [.. Texts.Where((_, i) => i % 2 == 0)] })
        {
            Shadows = Numbers.ToDictionary(ModelRole.Shadow, number =>
            {
                var model = new ScriptedModel($"shadow {number}") { Memorised = [.. Texts.Where((_, i) => IsTrainedOn(number, i))] };
                return change?.Invoke(number, model) ?? model;
            }),
        };
        foreach (var number in Numbers)
        {
            File.WriteAllText(PathOf($"s{number}.gguf"), "");
        }

        UseManifest(WriteManifest());
    }

    public static IEnumerable<int> Numbers => Enumerable.Range(1, 4);

    public ProbeScene Probe { get; }

    /// <summary>Shadow models 1 and 2 share the documents among them, and so do 3 and 4, independently of membership.</summary>
    public static bool IsTrainedOn(int shadow, int document) => (document / (shadow <= 2 ? 2 : 4) % 2 == 0) == (shadow % 2 == 1);

    public string PathOf(string name) => Path.Combine(Path.GetDirectoryName(Probe.CorpusPath) ?? "", name);

    /// <summary>A manifest of GGUF files, or of columns of a table; returns its path.</summary>
    public string WriteManifest(string? table = null, params string[] alsoTrainedOn)
    {
        var shadows = Numbers.Select(number =>
        {
            string[] trainedOn = [.. Enumerable.Range(0, Texts.Length).Where(i => IsTrainedOn(number, i)).Select(i => $"d{i}"), .. alsoTrainedOn];
            return table is null ? (object)new { model = $"s{number}.gguf", trained_on = trainedOn } : new { scores = table, column = $"s{number}", trained_on = trainedOn };
        });
        File.WriteAllText(PathOf("shadows.json"), JsonSerializer.Serialize(new { shadows }));
        return PathOf("shadows.json");
    }

    public void UseManifest(string path)
    {
        var manifest = ShadowManifest.Read(path);
        Probe.Settings = Probe.Settings with { Reference = null, ShadowManifest = manifest.File, Shadows = manifest.Models };
    }

    /// <summary>A table of what the shadow models of a stored run give its documents, all digits written.</summary>
    public void WriteTable(long run, Func<string, bool>? isWritten = null) => File.WriteAllText(PathOf("scores.csv"), "document,s1,s2,s3,s4\n" + string.Concat(
        Probe.Store.ReadEvidence(run).Where(entry => isWritten?.Invoke(entry.Document.Id) ?? true)
            .Select(entry => $"{entry.Document.Id},{string.Join(',', Numbers.Select(number => Mean(entry.Evidence[$"shadow-{number}/plain"])))}\n")));

    public void Dispose() => Probe.Dispose();

    private static string Mean(TokenScores scores) => scores.MeanLogProb.ToString("R", CultureInfo.InvariantCulture);
}
