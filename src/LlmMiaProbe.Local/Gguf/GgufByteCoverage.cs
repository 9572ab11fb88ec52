using System.Globalization;
using System.Text;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>
/// Tokenizers that fall back to single bytes need a token for each of them: on a text with an uncovered byte the native code ends the process
/// (SentencePiece, PLaMo) or never returns (RWKV).
/// </summary>
internal static class GgufByteCoverage
{
    /// <exception cref="ModelException">A byte has no token.</exception>
    public static void Require(GgufFile file, string tokenizer, GgufVocabulary vocabulary)
    {
        if (tokenizer is not ("llama" or "plamo2" or "rwkv"))
        {
            return;
        }

        for (int value = 0; value < 256; value++)
        {
            if (!Spellings(tokenizer, (byte)value).Any(vocabulary.Contains))
            {
                throw new ModelException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.Name} has no token for the byte 0x{value:X2}, and llama.cpp stops on texts that need it: "
                    + $"convert the model again with its whole vocabulary"));
            }
        }
    }

    private static IEnumerable<byte[]> Spellings(string tokenizer, byte value)
    {
        string hexadecimal = value.ToString("X2", CultureInfo.InvariantCulture);
        if (tokenizer != "rwkv")
        {
            yield return Encoding.ASCII.GetBytes($"<0x{hexadecimal}>");
            if (tokenizer == "llama" && value > 0)
            {
                yield return [value];
            }

            yield break;
        }

        yield return Encoding.ASCII.GetBytes("\\x" + hexadecimal.ToLowerInvariant());
        if (value is not 0 and not (byte)'\\')
        {
            yield return [value];
        }

        string? escape = value switch
        {
            (byte)'\t' => "\\t",
            (byte)'\n' => "\\n",
            (byte)'\r' => "\\r",
            (byte)'\\' => "\\\\",
            (byte)'\'' => "\\'",
            (byte)'"' => "\\\"",
            _ => null,
        };
        if (escape is not null)
        {
            yield return Encoding.ASCII.GetBytes(escape);
        }
    }
}
