using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Findings.Health;

/// <summary>The bundled passages, and data health of any documents.</summary>
internal static class Passages
{
    public static IReadOnlyList<Document> All { get; } = Read("passages.jsonl");

    public static IReadOnlyList<Document> Calibration { get; } = Read("calibration.jsonl");

    public static Document Of(string text, Membership label, int number, string? group = null) =>
        new() { Id = number.ToString(CultureInfo.InvariantCulture), Text = text, Label = label, Group = group, Origin = "test" };

    public static DataHealth Examine(IEnumerable<Document> documents, IEnumerable<Document>? calibration = null, int seed = 0)
    {
        var health = new DataHealthBuilder(seed);
        var design = new TestDesignBuilder(Mondrian.None, .1);
        var (copies, tokens) = (new CopyFinder(), new List<TextToken>());
        foreach (var (document, calibrates) in documents.Select(d => (d, false)).Concat((calibration ?? []).Select(d => (d, true))))
        {
            var normalised = NormalisedText.Of(document.Text);
            health.Add(document, calibrates, normalised);
            TextTokens.Read(normalised, tokens);
            copies.Add(normalised, tokens);
            design.Add(new DesignDocument(document.Label, calibrates, document.Group, document.ByteLength));
        }

        return health.Build(design.Build(), copies.Clusters());
    }

    /// <summary>The comparison of the labels, which there is.</summary>
    public static SetComparison Labels(IEnumerable<Document> documents, int seed = 0) =>
        Examine(documents, seed: seed).Labels ?? throw new InvalidOperationException("A label has no document.");

    private static List<Document> Read(string name) =>
        [.. CorpusReader.Read([new CorpusSource(RepositoryFolder.PathOf("corpora", "lab", name))]).Select(entry => entry.Document).OfType<Document>()];
}
