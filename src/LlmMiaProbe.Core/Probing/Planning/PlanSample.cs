using System.Globalization;
using System.Numerics;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Probing;

/// <summary>
/// The documents of a large corpus that a plan counts: splitting texts into tokens takes most of its time, and so many say it to half a
/// percent (standard error of the mean) where lengths vary by no more than their mean. They are chosen by their content, so that
/// copies of a text are counted together or not at all.
/// </summary>
internal sealed class PlanSample
{
    /// <summary>More documents than these are not counted.</summary>
    public const long Most = 100_000;

    // Fewer would be the copies of a few texts.
    private const long Least = 1_000;

    private const int HashDigits = 8;

    // How many documents have a hash that ends in so many zero bits, or in more.
    private readonly long[] _ending = new long[(HashDigits * 4) + 1];

    /// <summary>Documents that are counted, of those added so far.</summary>
    public long Count => _ending[Zeros];

    private int Zeros => Array.FindIndex(_ending, count => count <= Most) is var zeros && _ending[zeros] >= Math.Min(Least, _ending[0]) ? zeros : 0;

    public void Add(ContentHash hash)
    {
        for (var zeros = ZerosOf(hash); zeros >= 0; zeros--)
        {
            _ending[zeros]++;
        }
    }

    /// <summary>Whether a document is counted, once all are added.</summary>
    public bool Takes(ContentHash hash) => ZerosOf(hash) >= Zeros;

    private static int ZerosOf(ContentHash hash) =>
        BitOperations.TrailingZeroCount(uint.Parse(hash.Hex.AsSpan(0, HashDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
}
