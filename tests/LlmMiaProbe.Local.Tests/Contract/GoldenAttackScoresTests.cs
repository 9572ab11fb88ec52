using System.Text.Json;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Testing.Attacks;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local.Tests.Contract;

/// <summary>Golden/attack-scores.json, from text to score through engine and attacks; computed by an implementation that shares no code with this one.</summary>
[Collection(NativeCollection.Name)]
public sealed class GoldenAttackScoresTests(NativeLibraryFixture native)
{
    private static readonly (string Column, string Attack)[] s_columns =
    [
        ("loss", "loss"), ("lowercase", "lowercase"), ("min_k_20", "min-k(k=0.2)"), ("max_k_20", "max-k(k=0.2)"), ("min_k_pp_20", "min-k-plus-plus(k=0.2)"),
        ("reference_difference", "reference-difference"), ("reference_ratio", "reference-ratio"),
    ];

    [Fact]
    public async Task Every_attack_agrees_with_an_independent_implementation_on_every_document()
    {
        using var target = native.Open("target.gguf");
        using var reference = native.Open("base.gguf");
        using var golden = Read("attack-scores.json");
        using var texts = Read("token-scores.json");
        var textOf = texts.RootElement.GetProperty("models").GetProperty("target").GetProperty("documents").EnumerateArray()
            .ToDictionary(document => document.GetProperty("id").GetString() ?? "", document => document.GetProperty("text").GetString() ?? "");
        var documents = golden.RootElement.GetProperty("documents").EnumerateArray().ToList();
        Assert.Equal(20, documents.Count);
        foreach (var document in documents)
        {
            var id = document.GetProperty("id").GetString() ?? "";
            var evidence = await GatherAsync(textOf[id], target, reference);
            foreach (var (column, attack) in s_columns)
            {
                AssertNear($"{id} {attack}", document.GetProperty(column).GetDouble(), Score(attack, evidence), 1e-3);
            }

            // The length is the same, so no more than the loss differs.
            var bytes = document.GetProperty("zlib_bytes").GetDouble();
            Assert.Equal((int)bytes, evidence.Facts.ZlibLength);
            AssertNear($"{id} zlib", document.GetProperty("zlib").GetDouble(), Score("zlib", evidence), 1e-3 / bytes);
        }
    }

    private static double Score(string attack, DocumentEvidence evidence) => AttackSelection.Parse(attack)[0].Score(evidence).Value ?? double.NaN;

    private static async Task<DocumentEvidence> GatherAsync(string text, LlamaTokenScorer target, LlamaTokenScorer reference)
    {
        var scores = new Dictionary<string, TokenScores>();
        foreach (var (request, scorer) in new[] { (EvidenceRequest.Target(TextVariant.Plain), target), (EvidenceRequest.Target(TextVariant.Lowercase), target), (EvidenceRequest.Reference(TextVariant.Plain), reference) })
        {
            scores[request.Name] = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, scorer.Prepare(request.Variant.Apply(text))));
        }

        return new DocumentEvidence(DocumentFacts.Of(text), scores, sameTokenizer: target.Model.Tokenizer == reference.Model.Tokenizer);
    }

    private static JsonDocument Read(string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)));

    private static void AssertNear(string what, double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{what}: expected {expected:R}, got {actual:R}");
}
