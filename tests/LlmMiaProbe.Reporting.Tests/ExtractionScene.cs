using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Reporting.Tests;

/// <summary>A store with one extraction run of one document, two windows, both models, a scheme and shuffled prefixes.</summary>
internal sealed class ExtractionScene : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="id">The document's.</param>
    /// <param name="text">Kept, at least 12 characters; null for a run that keeps none.</param>
    /// <param name="fields">The document's other fields.</param>
    /// <param name="fails">Whether the document fails.</param>
    public ExtractionScene(string id = "a \"book\"\nin two lines", string? text = null, string? fields = null, bool fails = false)
    {
        Store = SqliteProbeStore.Open($"{_folder.Path}/store.db");
        Settings = new ExtractionSettings { PrefixTokens = 3, SuffixTokens = 2, StrideCharacters = 5, Schemes = [Scheme], ShuffledPrefix = true };
        Run = Store.BeginRun(new RunSettings { Model = "target.gguf", Reference = "reference.gguf", Corpora = [], Attacks = [], Task = new ExtractionTask(Settings) }, "0.0-test", new ManualTimeProvider().GetUtcNow());
        Store.SetRunModel(Run, new RunModel(ModelRole.Target, Target, "policy"));
        Store.SetRunModel(Run, new RunModel(ModelRole.Reference, Reference, "policy"));
        Store.AddDocuments(Run, [(new RunDocument(0, id, Membership.Unknown, null, fields, DocumentFacts.Of(text ?? "text")), text)]);
        Add(ModelRole.Target, 0, [-.1f, -.2f], [1, 1], -5);
        Add(ModelRole.Target, 5, [-1, -400], [1, 8], -900);
        Add(ModelRole.Reference, 0, [-2, -4], [1, 4], -7);
        if (fails)
        {
            Store.AddFailure(Run, new DocumentFailure(0, id, "target/window", "the model is tired"));
        }

        new ExtractionAnalysis(Store).Analyze(Run);
        Store.SetRunState(Run, RunStatus.Finished, new RunCounts(1, 1, 0, 0, 20));
    }

    public static DecodingScheme Scheme { get; } = new() { TopK = 4 };

    public static ModelDescription Target { get; } = new ScriptedModel("target").Description;

    public static ModelDescription Reference { get; } = new ScriptedModel("reference").Description;

    public ExtractionSettings Settings { get; }

    public SqliteProbeStore Store { get; }

    public long Run { get; }

    public RunRecord Record => Store.FindRun(Run) ?? throw new InvalidOperationException("The run is gone.");

    public ExtractionEvaluation Evaluation => ExtractionEvaluation.FromJson(Store.FindEvaluation(Run) ?? "");

    public string Html(bool redact = false)
    {
        using var html = new StringWriter { NewLine = "\r\n" };
        HtmlReport.Write(Store, [Run], new ReportOptions { Redact = redact }, html);
        return html.ToString();
    }

    /// <summary>Writes the report and returns its path.</summary>
    public string File() => _folder.Write("report.html", System.Text.Encoding.UTF8.GetBytes(Html()));

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }

    private void Add(ModelRole role, int start, float[] logProb, int[] rank, float shuffled)
    {
        var place = new WindowPlace(start, start + 3, start + 7);
        Link(WindowRequest.Of(role), place, logProb, rank);
        Link(WindowRequest.Under(role, Scheme), place, [.. logProb.Zip(rank, (lp, r) => r > 4 ? float.NegativeInfinity : lp)], rank);
        Link(WindowRequest.Shuffled(role), place, [shuffled, logProb[1]], rank);
    }

    private void Link(string request, WindowPlace place, float[] logProb, int[] rank)
    {
        var key = EvidenceKey.Of(Target.Fingerprint, request, null, [place.Start]);
        Store.AddEvidence(key, Target.Fingerprint, "exact", new TokenScores([11, 12], logProb, rank, [rank[0] == 1 ? 11 : 0, rank[1] == 1 ? 12 : 0], [rank[0] == 1 ? logProb[0] : 0, rank[1] == 1 ? logProb[1] : 0], new float[2], new float[2], null));
        Store.LinkWindows(Run, [new WindowLink(0, request, place, key)]);
    }
}
