using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>Who is tested and who calibrates, and which of them are near-duplicates, from the documents as they are read. Keeps no texts.</summary>
internal sealed class TestRegister(RunSettings settings)
{
    private readonly TestDesignBuilder _design = new(settings.Mondrian, settings.FalseDiscoveryRate);
    private readonly List<DesignDocument> _documents = [];
    private readonly CopyFinder _copies = new();
    private readonly List<TextToken> _tokens = [];

    /// <param name="document">A document of the run.</param>
    /// <param name="calibrates">Whether it comes from a corpus that serves only as calibration.</param>
    /// <param name="normalised">Its text in the form of <see cref="NormalisedText"/>.</param>
    public void Add(Document document, bool calibrates, string normalised)
    {
        _documents.Add(new DesignDocument(document.Label, calibrates, document.Group, document.ByteLength));
        _design.Add(_documents[^1]);
        TextTokens.Read(normalised, _tokens);
        _copies.Add(normalised, _tokens);
    }

    /// <summary>The design, and the places of near-duplicates in the order of adding.</summary>
    public (TestDesign Design, IReadOnlyList<IReadOnlyList<int>> Copies) Build()
    {
        var copies = _copies.Clusters();
        var names = Kinship.Copies(_documents.Count, copies);
        return (_design.Build().WithUnits([.. _documents.Select((document, i) => document with { Copies = names[i] })]), copies);
    }
}
