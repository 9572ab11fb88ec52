using System.Text;

namespace LlmMiaProbe.Models;

/// <summary>Counts tokens by bytes of UTF-8 and cuts between words.</summary>
/// <param name="tokensPerByte">As an endpoint bills them; null if it does not say, for a quarter.</param>
public sealed class EstimatedTokenizer(double? tokensPerByte = null) : ITextTokenizer
{
    private const double Usual = 0.25;

    public string Description => tokensPerByte is { } measured
        ? FormattableString.Invariant($"tokens estimated from the endpoint's usage figures ({measured:0.###} a byte)")
        : "tokens estimated at four bytes each";

    public int Count(string text) => (int)Math.Ceiling(Encoding.UTF8.GetByteCount(text) * (tokensPerByte ?? Usual));

    public SplitText? Cut(string text, double share) => SplitText.Of(text, share);
}
