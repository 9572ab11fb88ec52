using System.Text;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Reads text of a bundle: strict UTF-8, and no more than is allowed.</summary>
internal static class BundleText
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Quote(string text) => $"'{OneLine(text.Length <= 70 ? text : $"{text[..67]}...", '\uFFFD')}'";

    /// <summary>Without line breaks, so that no part of it can pass for a line of ours.</summary>
    private static string OneLine(string text, char other) =>
        string.Concat(text.Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? other : character));

    /// <summary>A command as one line of a shell in which every word is no more than a word.</summary>
    public static string Command(string command) => string.Join(' ', CommandWords.Split(OneLine(command, ' ')).Select(RunCommandLine.Quote));

    /// <exception cref="BundleException">It is larger than allowed, or not UTF-8.</exception>
    public static string All(string folder, string name, long most)
    {
        try
        {
            return s_utf8.GetString(Bytes(folder, name, most));
        }
        catch (DecoderFallbackException)
        {
            throw new BundleException($"{name} is not UTF-8");
        }
    }

    /// <exception cref="BundleException">It is larger than allowed.</exception>
    public static byte[] Bytes(string folder, string name, long most)
    {
        using var stream = OutsideFile.OpenRead(Path.Combine(folder, name));
        if (stream.Length > most)
        {
            throw new BundleException($"{name} has {stream.Length} bytes; expected at most {most}");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Without their line feeds; every line must end with one.</summary>
    /// <exception cref="BundleException">A line is too long, not UTF-8 or not ended.</exception>
    public static IEnumerable<(string Place, string Line)> Lines(string folder, string name)
    {
        // An empty file is not opened: it may be a pipe that nobody writes to.
        if (new FileInfo(Path.Combine(folder, name)) is not { Exists: true, Length: > 0 })
        {
            yield break;
        }

        using var reader = new StreamReader(
            OutsideFile.OpenRead(Path.Combine(folder, name), BundleLimits.Lines), s_utf8, detectEncodingFromByteOrderMarks: false);
        var (buffer, line, number) = (new char[1 << 16], new StringBuilder(), 1L);
        while (Read(reader, buffer, $"{name}:{number}") is > 0 and var read)
        {
            var start = 0;
            for (var end = Array.IndexOf(buffer, '\n', 0, read); end >= 0; end = Array.IndexOf(buffer, '\n', start, read - start))
            {
                line.Append(buffer, start, end - start);
                yield return ($"{name}:{number++}", line.ToString());
                line.Clear();
                start = end + 1;
            }

            line.Append(buffer, start, read - start);
            if (line.Length > BundleLimits.Line)
            {
                throw new BundleException($"{name}:{number} has more than {BundleLimits.Line} characters");
            }
        }

        if (line.Length > 0)
        {
            throw new BundleException($"{name}:{number} does not end with a line feed");
        }
    }

    private static int Read(StreamReader reader, char[] buffer, string place)
    {
        try
        {
            return reader.Read(buffer, 0, buffer.Length);
        }
        catch (DecoderFallbackException)
        {
            throw new BundleException($"{place} is not UTF-8, or a line after it");
        }
    }
}
