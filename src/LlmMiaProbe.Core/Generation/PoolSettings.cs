using System.Globalization;
using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Generation;

/// <summary>What a sample pool consists of.</summary>
public sealed record PoolSettings
{
    /// <summary>Samples beside the greedy continuation.</summary>
    public int Samples { get; init; } = 20;

    /// <summary>How samples are drawn: temperature 1 and top-p .95, as in the n-gram coverage attack (arXiv 2508.09603).</summary>
    public DecodingScheme Scheme { get; init; } = new() { TopP = 0.95 };

    /// <summary>Share of the words that the model is given (SaMIA, arXiv 2404.11262).</summary>
    public double GivenShare { get; init; } = 0.5;

    /// <summary>A continuation has as many tokens as the document's rest, but never more than this.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>
    /// Stable name such as <c>pool(samples=20,given=0.5,tokens=256,temperature=1,top-p=0.95)</c>; says in the store what attempts belong
    /// together.
    /// </summary>
    public string Id =>
        string.Create(CultureInfo.InvariantCulture, $"{AttemptPurpose.Pool}(samples={Samples},given={GivenShare},tokens={MaxTokens},{Scheme.Id})");
}
