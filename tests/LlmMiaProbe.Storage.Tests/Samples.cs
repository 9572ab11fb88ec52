using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Storage.Tests;

/// <summary>Small valid values.</summary>
internal static class Samples
{
    public static DateTimeOffset Noon { get; } = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);

    public static ModelFingerprint Fingerprint { get; } = new(new string('a', 64));

    public static RunSettings Settings { get; } = new() { Model = "target.gguf", Corpora = [new CorpusSource("corpus.jsonl")], Attacks = ["loss"] };

    public static EvidenceKey Key(int number) => EvidenceKey.Of(Fingerprint, "exact", null, [number]);

    /// <summary>One token that can be told from any other sample.</summary>
    public static TokenScores Scores(int number) => new([number], [-1.5f], [2], [7], [-0.5f], [2.25f], [1.25f], null);

    public static RunDocument Document(long ordinal, string? text = null) => new(ordinal, $"doc-{ordinal}", Membership.Member, null, null, DocumentFacts.Of(text ?? $"text {ordinal}"));

    public static RunModel Model(ModelRole role) => new(
        role,
        new ModelDescription
        {
            Fingerprint = Fingerprint,
            Name = "target.gguf",
            Architecture = "llama",
            Quantization = "F16",
            Tokenizer = "bpe/1f3a9c",
            VocabularySize = 4096,
            ContextLength = 512,
            ParameterCount = 3_800_000,
            FileSize = 7_600_000_000,
            AddsBos = true,
        },
        "exact; ctx=512");

    public static Attempt Attempt(int number)
    {
        var request = new GenerationRequest([number, 2], 4, DecodingScheme.Full, 0, number);
        return new Attempt(Fingerprint, "exact", "My password is", new Continuation(request, [5, 6], $"number {number}", FinishReason.Length), "0.1.0", Noon);
    }

    /// <summary>A run with so many documents, without texts.</summary>
    public static long BeginRun(this IProbeStore store, int documents)
    {
        var run = store.BeginRun(Settings, "0.1.0", Noon);
        store.AddDocuments(run, [.. Enumerable.Range(0, documents).Select(ordinal => (Document(ordinal), (string?)null))]);
        return run;
    }

    /// <summary>Stores and links <see cref="Scores"/>(ordinal) as <c>target/plain</c> of a document.</summary>
    public static void Answer(this IProbeStore store, long run, int ordinal)
    {
        store.AddEvidence(Key(ordinal), Fingerprint, "exact", Scores(ordinal));
        store.LinkEvidence(run, [(ordinal, "target/plain", Key(ordinal))]);
    }
}
