namespace LlmMiaProbe.Corpora;

/// <summary>How the text of a file is written, by its byte order mark.</summary>
/// <param name="Name">As people say it; null for UTF-8.</param>
/// <param name="UnitBytes">1, 2 or 4.</param>
/// <param name="IsBigEndian">Of units of more than one byte.</param>
/// <param name="MarkBytes">Length of the mark.</param>
internal sealed record TextEncoding(string? Name, int UnitBytes, bool IsBigEndian, int MarkBytes)
{
    private const int LeastForAGuess = 16;

    private static readonly TextEncoding s_utf8 = new(null, 1, false, 0);

    public static TextEncoding Of(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) ? new TextEncoding("UTF-32", 4, false, 4)
        : head.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]) ? new TextEncoding("UTF-32", 4, true, 4)
        : head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? new TextEncoding("UTF-16", 2, false, 2)
        : head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? new TextEncoding("UTF-16", 2, true, 2)
        : s_utf8;

    /// <summary>The name for <c>iconv</c> of an encoding that the bytes betray without a mark; null for none.</summary>
    public static string? Unmarked(ReadOnlySpan<byte> head)
    {
        var sample = head[..Math.Min(head.Length & ~1, 1024)];
        if (sample.Length < LeastForAGuess)
        {
            return null;
        }

        var zeros = (Even: 0, Odd: 0);
        for (var index = 0; index < sample.Length; index += 2)
        {
            zeros = (zeros.Even + (sample[index] == 0 ? 1 : 0), zeros.Odd + (sample[index + 1] == 0 ? 1 : 0));
        }

        var units = sample.Length / 2;
        return zeros.Odd > 0.4 * units && zeros.Even < 0.05 * units ? "UTF-16LE"
            : zeros.Even > 0.4 * units && zeros.Odd < 0.05 * units ? "UTF-16BE"
            : null;
    }

    /// <summary>The command that most likely makes UTF-8 of a file that is not; for the end of a defect.</summary>
    public static string Cure(string path) => !ShellPath.MayStand(path)
        ? $"convert the file to UTF-8 ({ShellPath.NoCommand})"
        : $"convert the file to UTF-8; if it was saved as Windows-1252 or Latin-1: iconv -f WINDOWS-1252 -t UTF-8 "
        + $"{ShellPath.Of(path)} > {ShellPath.Beside(path, "-utf8*")}";
}
