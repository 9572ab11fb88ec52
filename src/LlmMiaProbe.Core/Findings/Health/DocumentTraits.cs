namespace LlmMiaProbe.Findings.Health;

/// <summary>What is remembered of a document to tell sets apart; from none of it can the text be read again.</summary>
/// <param name="Place">Number of the document among all of the run.</param>
/// <param name="Key">A number that stands for its id.</param>
/// <param name="Group">Author or source, or null.</param>
/// <param name="ByteLength">Bytes of UTF-8.</param>
/// <param name="LatestYear">0 if it names none.</param>
/// <param name="Language">See <see cref="Health.Language"/>.</param>
/// <param name="Style">See <see cref="TextTraits"/>.</param>
/// <param name="Features">See <see cref="WordFeatures"/>.</param>
/// <param name="Counts">How often each occurs.</param>
internal sealed record DocumentTraits(
    int Place, ulong Key, string? Group, int ByteLength, int LatestYear, string Language, double[] Style, int[] Features, byte[] Counts);
