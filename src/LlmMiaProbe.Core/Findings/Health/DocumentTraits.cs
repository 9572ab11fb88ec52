using System.Globalization;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings.Health;

/// <summary>What is remembered of a document to tell sets apart; from none of it can the text be read again.</summary>
/// <param name="Key">A number that stands for its id.</param>
/// <param name="Group">Author or source, or null.</param>
/// <param name="ByteLength">Bytes of UTF-8.</param>
/// <param name="LatestYear">0 if it names none.</param>
/// <param name="Language">See <see cref="Health.Language"/>.</param>
/// <param name="Style">See <see cref="TextTraits"/>.</param>
/// <param name="Features">See <see cref="WordFeatures"/>.</param>
/// <param name="Counts">How often each occurs.</param>
internal sealed record DocumentTraits(ulong Key, string? Group, int ByteLength, int LatestYear, string Language, double[] Style, int[] Features, byte[] Counts)
{
    /// <summary>The same for documents of the same words: without a group of their own these count as one, or a copy in another fold would give its label away.</summary>
    public string Twins => "=" + Features.Zip(Counts, (feature, count) => ((ulong)feature << 8) | count)
        .Aggregate(0UL, (hash, word) => StableHash.Mix(hash ^ word)).ToString(CultureInfo.InvariantCulture);
}
