using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Probing;

/// <summary>A model of which nothing is at hand but token scores that somebody computed elsewhere. They are in the store under its fingerprint.</summary>
public sealed record ImportedModel
{
    /// <summary>What the user calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Of the name, the part and the content of the file; of no weights, which nobody here has seen.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The file that the scores were in, for people.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of that file, as 64 hexadecimal digits.</summary>
    public required string FileHash { get; init; }

    /// <summary>Lines of it that were taken, one a text.</summary>
    public required long Texts { get; init; }

    /// <summary>What every line says of a token beside its log-probability.</summary>
    public required ScoreColumns Columns { get; init; }

    /// <summary>Text variants that there are lines of, such as <c>plain</c>.</summary>
    public required IReadOnlyList<string> Variants { get; init; }

    /// <summary>Whether the first token of every text is scored, so that something preceded it.</summary>
    public required bool ScoresFirstToken { get; init; }

    /// <summary>Digest of how all texts are split; equal for two models whose lines split the same texts alike.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>1 + the largest token id; 0 where ids are not told or do not spell one thing each.</summary>
    public required int VocabularySize { get; init; }

    internal ModelDescription Describe() => new()
    {
        Fingerprint = new ModelFingerprint(Fingerprint),
        Name = $"{Name} (imported)",
        Architecture = ModelDescription.Imported,
        Quantization = "not known",
        Tokenizer = Tokenizer,
        VocabularySize = VocabularySize,
        ContextLength = 0,
        ParameterCount = 0,
        FileSize = 0,
        AddsBos = ScoresFirstToken,
        Doubts =
        [
            $"The token scores of {Name} were computed elsewhere and imported from {Path.GetFileName(File)} (sha256 {FileHash[..12]}…): "
            + "that their tokens spell the documents was checked, and that they can be log-probabilities; that this model gives them was not.",
        ],
    };

    /// <summary>Why it can never answer a request; null if it can.</summary>
    internal string? WhyNot(EvidenceRequest request) =>
        request.Pool is not null ? $"only token scores of {Name} were imported, and no model is at hand that could continue a text"
        : request.Variant.Prefix is not null ? $"only token scores of {Name} were imported, none of texts after other documents"
        : Variants.Contains(request.Variant.Id, StringComparer.Ordinal) ? null
        : $"no token scores of {Name} were imported for the variant '{request.Variant.Id}' of the texts";
}
