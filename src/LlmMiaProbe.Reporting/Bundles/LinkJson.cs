using System.Text.Json;
using LlmMiaProbe.Generation;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>
/// A link of the chain of attempts as one JSON object: <c>segment</c>, <c>number</c>, <c>run</c> (as the store that made the segment counts),
/// <c>digest</c> (of the attempt and what it was wanted for) and <c>hash</c> (of the link before and all that). See <see cref="AttemptLink"/>.
/// </summary>
internal static class LinkJson
{
    public static void Write(Utf8JsonWriter json, AttemptLink link)
    {
        json.WriteString("segment", link.Segment);
        json.WriteNumber("number", link.Number);
        json.WriteNumber("run", link.Run);
        json.WriteString("digest", link.Digest);
        json.WriteString("hash", link.Hash);
    }

    /// <exception cref="BundleException">A key is missing, unknown or of another kind.</exception>
    public static AttemptLink Read(StrictObject line)
    {
        var link = new AttemptLink(line.Text("segment"), line.Whole("number", 1), line.Whole("run", 1), line.Digest("digest"), line.Digest("hash"));
        line.End();
        return link;
    }
}
