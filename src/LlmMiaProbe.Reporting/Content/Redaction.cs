using System.Text;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>Takes text of documents out of messages.</summary>
internal sealed class Redaction(bool isOn)
{
    /// <summary>The message; redacted, with the length and hash of whatever it quotes in place of the quotation.</summary>
    public string Reason(string reason)
    {
        var (first, last) = (reason.IndexOf('\'', StringComparison.Ordinal), reason.LastIndexOf('\''));
        if (!isOn || first < 0)
        {
            return reason;
        }

        // A quotation may hold quotation marks, so everything from the first to the last is one.
        var quoted = last > first ? reason[(first + 1)..last] : reason[(first + 1)..];
        return $"{reason[..first]}({Figures.Count(Encoding.UTF8.GetByteCount(quoted), "byte")}, sha256 "
            + $"{ContentHash.Of(quoted).Hex[..12]}…){(last > first ? reason[(last + 1)..] : "")}";
    }
}
