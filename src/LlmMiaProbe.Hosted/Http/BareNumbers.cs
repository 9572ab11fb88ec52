using System.Text;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>
/// Python's servers write bare NaN, Infinity and -Infinity where JSON has no number. In quotes the rest of the answer can be
/// read, and what needs a number there says what it found.
/// </summary>
internal static class BareNumbers
{
    private static readonly string[] s_words = ["-Infinity", "Infinity", "+Infinity", "-NaN", "NaN", "-inf", "inf"];

    /// <summary>The same bytes with quotes around such words; null if there are none.</summary>
    public static byte[]? Quote(ReadOnlySpan<byte> json)
    {
        List<byte>? quoted = null;
        var (isText, copied) = (false, 0);
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] == '"')
            {
                isText = !isText;
            }
            else if (isText && json[i] == '\\')
            {
                i++;
            }
            else if (!isText && json[i] is (byte)'-' or (byte)'+' or (byte)'I' or (byte)'i' or (byte)'N' or (byte)'n' && WordAt(json, i) is { } word)
            {
                quoted ??= [];
                quoted.AddRange(json[copied..i]);
                quoted.AddRange(Encoding.ASCII.GetBytes($"\"{word}\""));
                i += word.Length - 1;
                copied = i + 1;
            }
        }

        quoted?.AddRange(json[copied..]);
        return quoted?.ToArray();
    }

    private static string? WordAt(ReadOnlySpan<byte> json, int start)
    {
        foreach (var word in s_words)
        {
            if (json.Length - start >= word.Length
                && Ascii.EqualsIgnoreCase(json.Slice(start, word.Length), word)
                && (json.Length == start + word.Length || !char.IsAsciiLetterOrDigit((char)json[start + word.Length])))
            {
                return Encoding.ASCII.GetString(json.Slice(start, word.Length));
            }
        }

        return null;
    }
}
