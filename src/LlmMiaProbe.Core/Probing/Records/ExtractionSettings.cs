using System.Text.Json.Serialization;
using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Probing;

/// <summary>Which windows of a text a model is asked to continue, and how it would be decoded.</summary>
/// <remarks>The defaults are those of Cooper et al. 2025, arXiv 2505.12546.</remarks>
public sealed record ExtractionSettings
{
    /// <summary>Tokens that are given, at least 1.</summary>
    public int PrefixTokens { get; init; } = 50;

    /// <summary>Tokens that must follow, at least 1.</summary>
    public int SuffixTokens { get; init; } = 50;

    /// <summary>UTF-16 characters from the start of one window to that of the next.</summary>
    public int StrideCharacters { get; init; } = 10;

    /// <summary>At most so many windows of a document, spread evenly over it; null for all.</summary>
    public int? Sample { get; init; }

    /// <summary>Decoding schemes beside the model's own distribution.</summary>
    public IReadOnlyList<DecodingScheme> Schemes { get; init; } = [];

    /// <summary>Also score each suffix after its prefix in random order: what any model makes of it without the right prefix.</summary>
    public bool ShuffledPrefix { get; init; }

    /// <summary>Continuations that are drawn after each prefix, to count those that come close to the suffix; 0 for none.</summary>
    public int Draws { get; init; }

    /// <summary>Largest edit distance from the suffix that counts as close, in tokens of the model; 0 asks for the suffix itself.</summary>
    public int Epsilon { get; init; } = 5;

    /// <summary>How continuations are drawn: as the first of <see cref="Schemes"/>, or from the model's own distribution.</summary>
    [JsonIgnore]
    public DecodingScheme DrawScheme => Schemes.Count > 0 ? Schemes[0] : DecodingScheme.Full;
}
