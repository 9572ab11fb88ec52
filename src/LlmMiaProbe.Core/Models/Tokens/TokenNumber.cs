using System.Text;

namespace LlmMiaProbe.Models;

/// <summary>A number for a token whose id is not told: 31 bits of the FNV-1a hash of its text, so that equal texts have equal numbers.</summary>
public static class TokenNumber
{
    private const uint Basis = 2_166_136_261;
    private const uint Prime = 16_777_619;

    /// <param name="id">In the model's vocabulary; null if it is not told.</param>
    /// <param name="text">What the token spells.</param>
    public static int Of(int? id, string? text) =>
        id ?? (int)(Encoding.UTF8.GetBytes(text ?? "").Aggregate(Basis, (hash, b) => (hash ^ b) * Prime) & int.MaxValue);
}
