namespace LlmMiaProbe.Core.Tests.Golden;

/// <summary>Bytes by Python's zlib at level 6; see the README beside this.</summary>
/// <param name="Passages">By the id of a passage of the lab.</param>
/// <param name="Texts">Short and mixed ones.</param>
/// <param name="Noise">Of so many bytes, the highest of each state of a linear congruential generator.</param>
/// <param name="Joined">All passages, so many times over, joined by line feeds.</param>
internal sealed record ZlibLengths(
    IReadOnlyDictionary<string, int> Passages,
    IReadOnlyList<ZlibLengths.OfText> Texts,
    IReadOnlyList<ZlibLengths.OfNoise> Noise,
    IReadOnlyList<ZlibLengths.OfJoined> Joined)
{
    internal sealed record OfText(string Text, int Length);

    internal sealed record OfNoise(int Bytes, int Length);

    internal sealed record OfJoined(int Times, int Length);
}
