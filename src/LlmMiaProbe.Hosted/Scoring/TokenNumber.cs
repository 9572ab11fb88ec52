using System.Text;

namespace LlmMiaProbe.Hosted.Scoring;

/// <summary>A number for a token whose id the endpoint does not tell: 31 bits of the FNV-1a hash of its text, so that equal texts have equal numbers.</summary>
internal static class TokenNumber
{
    private const uint Basis = 2_166_136_261;
    private const uint Prime = 16_777_619;

    public static int Of(int? id, string? text) =>
        id ?? (int)(Encoding.UTF8.GetBytes(text ?? "").Aggregate(Basis, (hash, b) => (hash ^ b) * Prime) & int.MaxValue);
}
