using System.Text;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Evidence;

/// <summary>What attacks may know of a text beside its scores. Kept in the store, so that scores can be computed again without the text.</summary>
/// <param name="Hash">Content hash.</param>
/// <param name="ByteLength">Bytes of UTF-8.</param>
/// <param name="ZlibLength">Bytes by <see cref="ZlibLengthMeter"/>; null of a text that was not kept and that only another library measured.</param>
public sealed record DocumentFacts(ContentHash Hash, int ByteLength, int? ZlibLength)
{
    public static DocumentFacts Of(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return new DocumentFacts(ContentHash.Of(utf8), utf8.Length, ZlibLengthMeter.Measure(utf8));
    }
}
