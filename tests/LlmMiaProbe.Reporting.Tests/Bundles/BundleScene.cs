using System.Text.Json.Nodes;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Bundles;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Reporting.Tests.Bundles;

/// <summary>A finished run with token scores of two models, one failed document, attempts and an evaluation, and its bundle.</summary>
internal sealed class BundleScene : IDisposable
{
    public const int Bos = 3;

    private const int Documents = 24;

    private static readonly ModelDescription s_table = ReportScene.Reference with { Fingerprint = new ModelFingerprint(new string('f', 64)), Architecture = "frequencies" };

    private readonly TemporaryFolder _folder = new();
    private int _scratches;

    public BundleScene(bool keepText = true, bool hasTable = false)
    {
        Store = SqliteProbeStore.Open($"{_folder.Path}/store.db");
        var settings = new RunSettings
        {
            Model = "target.gguf", Reference = "reference.gguf", Corpora = [], Resamples = 100, KeepText = keepText,
            Attacks = ["loss", "min-k(k=0.2)", "min-k-plus-plus(k=0.2)", "reference-difference", "zlib", .. hasTable ? ["dc-pdd(a=0.01)"] : (string[])[]], Frequencies = hasTable ? "table.json" : null,
        };
        Run = Store.BeginRun(settings, "0.0-test", Now);
        Store.SetRunModel(Run, new RunModel(ModelRole.Target, ReportScene.Target, "exact"));
        Store.SetRunModel(Run, new RunModel(ModelRole.Reference, ReportScene.Reference, "exact"));
        if (hasTable)
        {
            Store.SetRunModel(Run, new RunModel(ModelRole.Frequencies, s_table, "counts"));
        }

        var texts = Enumerable.Range(0, Documents).Select(i => $"document {i} has words of its own: {string.Join(' ', Enumerable.Range(i, 9).Select(word => $"w{word * 7}"))}").ToList();
        Store.AddDocuments(Run, [.. texts.Select((text, i) => (
            new RunDocument(i, $"d{i}", i % 2 == 0 ? Membership.Member : Membership.NonMember, null, null, DocumentFacts.Of(text)), keepText ? text : null))]);
        for (var i = 0; i < Documents - 1; i++)
        {
            Answer(i, ModelRole.Target, ReportScene.Target, i % 2 == 0 ? 1 : 0);
            Answer(i, ModelRole.Reference, ReportScene.Reference, 0);
            if (hasTable)
            {
                Count(i);
            }
        }

        Store.AddFailure(Run, new DocumentFailure(Documents - 1, $"d{Documents - 1}", "target/plain", "the model is tired"));
        var use = new AttemptUse(ContentHash.Of(texts[0]), ModelRole.Target, AttemptPurpose.WholeWork);
        Store.AddAttempt(Run, use, Attempt("document 0", [1, 2], [3, 4]));
        Store.AddAttempt(Run, use, Attempt("restart", [3, 4], [5]));
        Store.AddAttempt(Run, use with { Document = null, Purpose = AttemptPurpose.Secret }, Attempt("My password is", [9], [8]));
        Store.SetRunState(Run, RunStatus.Finished, new RunCounts(Documents, Documents - 1, 1, 0, 1000));
        var analysis = new RunAnalysis(Store);
        Store.SetEvaluation(Run, (analysis.Analyze(Run) with { Health = analysis.MeasureHealth(Run) }).ToJson());
        analysis.Analyze(Run);
        Manifest = Write("bundle");
    }

    public static DateTimeOffset Now { get; } = new ManualTimeProvider().GetUtcNow();

    public SqliteProbeStore Store { get; }

    public long Run { get; }

    public BundleManifest Manifest { get; private set; }

    public string Folder => PathOf("bundle");

    public string PathOf(params string[] parts) => Path.Combine([_folder.Path, .. parts]);

    public string FileOf(string name) => Path.Combine(Folder, name);

    public BundleManifest Write(string name) =>
        EvidenceBundle.Write(Store, Store, Store.FindRun(Run) ?? throw new InvalidOperationException("no run"), RunCommandLine.Of(Store.FindRun(Run)!.Settings), "0.0-test", PathOf(name));

    public BundleCheck Check() => Check(Folder);

    public BundleCheck Check(string folder, DateTimeOffset? now = null)
    {
        var scratch = PathOf($"scratch-{_scratches++}.db");
        return BundleCheck.Of(folder, () => SqliteProbeStore.Open(scratch), now ?? Now);
    }

    /// <summary>Changes a line and writes the manifest anew, as a forger would.</summary>
    public void Edit(string file, int line, Action<JsonObject> edit)
    {
        var lines = File.ReadAllLines(FileOf(file));
        var json = JsonNode.Parse(lines[line])!.AsObject();
        edit(json);
        lines[line] = json.ToJsonString();
        WriteLines(file, lines);
    }

    public void EditWhole(string file, Action<JsonObject> edit)
    {
        var json = JsonNode.Parse(File.ReadAllText(FileOf(file)))!.AsObject();
        edit(json);
        WriteText(file, json.ToJsonString() + "\n");
    }

    public void EditText(string file, string old, string replacement)
    {
        var text = File.ReadAllText(FileOf(file));
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{old} is not in {file}");
        WriteText(file, text[..at] + replacement + text[(at + old.Length)..]);
    }

    public void EditLines(string file, Func<string[], IEnumerable<string>> edit) => WriteLines(file, edit(File.ReadAllLines(FileOf(file))));

    public void WriteText(string file, string text)
    {
        File.WriteAllText(FileOf(file), text);
        Rehash(manifest => manifest);
    }

    public void Rehash(Func<BundleManifest, BundleManifest> edit)
    {
        var files = Manifest.Files.Where(file => File.Exists(FileOf(file.Name))).Select(file => EvidenceBundle.Describe(FileOf(file.Name))).ToList();
        Manifest = edit(Manifest with { Files = files });
        File.WriteAllText(FileOf(BundleManifest.FileName), Manifest.ToJson());
    }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }

    private void WriteLines(string file, IEnumerable<string> lines) => WriteText(file, string.Concat(lines.Select(line => line + "\n")));

    private void Answer(int ordinal, ModelRole role, ModelDescription model, float lift)
    {
        var random = new Random((ordinal * 2) + (role == ModelRole.Target ? 0 : 1));
        var tokens = Enumerable.Range(0, 12).Select(t => ((ordinal * 31) + (t * 17)) % 250).ToArray();
        var top1 = tokens.Select((token, t) => t % 3 == 0 ? token : (token + 1) % 250).ToArray();
        var logProb = tokens.Select(_ => (float)((-random.NextDouble() * 6) - 1 + lift)).Select(value => Math.Min(value, -.01f)).ToArray();
        var scores = new TokenScores(
            tokens,
            logProb,
            [.. tokens.Select((_, t) => t % 3 == 0 ? 1 : 2 + random.Next(40))],
            top1,
            [.. logProb.Select((value, t) => t % 3 == 0 ? value : value / 2)],
            [.. tokens.Select(_ => (float)(random.NextDouble() * 5))],
            [.. tokens.Select(_ => (float)(random.NextDouble() * 3))],
            null);
        var key = EvidenceKey.Of(model.Fingerprint, "exact", Bos, tokens);
        Store.AddEvidence(key, model.Fingerprint, "exact", scores);
        Store.LinkEvidence(Run, [(ordinal, $"{role}/plain", key)]);
    }

    /// <summary>A table scores the first token without a BOS.</summary>
    private void Count(int ordinal)
    {
        var tokens = Enumerable.Range(0, 12).Select(t => ((ordinal * 31) + (t * 17)) % 250).ToArray();
        var key = EvidenceKey.Of(s_table.Fingerprint, "counts", null, tokens);
        Store.AddEvidence(key, s_table.Fingerprint, "exact", TokenScores.OfLogProbs(tokens, [.. tokens.Select(token => -1f - (token / 50f))], null));
        Store.LinkEvidence(Run, [(ordinal, "frequency/plain", key)]);
    }

    private static Attempt Attempt(string given, int[] prompt, int[] produced) => new(
        ReportScene.Target.Fingerprint, "exact", given, new Continuation(new GenerationRequest(prompt, 5, DecodingScheme.Full, 5), produced, "produced", FinishReason.Context), "0.0-test", Now);
}
