using LlmMiaProbe.Files;

namespace LlmMiaProbe.Corpora;

/// <summary>What a file is, by its first bytes and whatever its name says.</summary>
/// <param name="Compression">How it is packed.</param>
/// <param name="Encoding">How its text is written.</param>
/// <param name="IsParquet">Whether it is a Parquet file, which is no text.</param>
/// <param name="Refusal">Why it cannot be read, in words that follow its name; null if it may be.</param>
/// <param name="Head">Its first bytes, unpacked and as UTF-8 without a mark.</param>
/// <param name="IsWhole">Whether the head is all of it.</param>
internal sealed record Recognition(
    Compression Compression, TextEncoding Encoding, bool IsParquet, string? Refusal, byte[] Head, bool IsWhole)
{
    /// <summary>The longest head that is looked at, in bytes.</summary>
    public const int HeadBytes = 64 << 10;

    /// <summary>Looks at a file; <c>-</c> is standard input.</summary>
    /// <exception cref="PrerequisiteException">It cannot be opened.</exception>
    public static Recognition Of(string path)
    {
        using var opened = Open(path);
        return opened.Recognition;
    }

    /// <summary>Opens a file to read it unpacked and as UTF-8. A mark at its beginning is not part of it.</summary>
    /// <exception cref="PrerequisiteException">It cannot be opened.</exception>
    public static OpenedContent Open(string path)
    {
        Stream file;
        try
        {
            file = path == StandardInput.Name ? StandardInput.Open() : OutsideFile.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"{path} cannot be opened ({error.Message}); check that it is there and may be read.", error);
        }

        try
        {
            return Open(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static OpenedContent Open(Stream file, string path)
    {
        var packed = new HeadStream(file, HeadBytes);
        var compression = CompressionText.Of(packed.Head());
        var unpacked = compression is Compression.None ? packed : new HeadStream(compression.Unpack(packed), HeadBytes);
        var raw = unpacked.Head();
        var encoding = TextEncoding.Of(raw);
        var isParquet = raw.StartsWith("PAR1"u8) && (raw.Length == 4 || ForeignContent.HoldsControls(raw[4..]));
        var refusal = isParquet
            ? compression is Compression.None
                ? null
                : $"is a {compression.ToText()} Parquet file, which must be read from its end; unpack it first (Parquet files are compressed inside)"
            : encoding.UnitBytes > 1
                ? null
                : ForeignContent.Refusal(raw, path, compression)
                ?? (TextEncoding.Unmarked(raw) is { } unmarked
                    ? $"looks like text in {unmarked} without a byte order mark; " + (ShellPath.MayStand(path)
                        ? $"iconv -f {unmarked} -t UTF-8 {ShellPath.Of(path)} > {ShellPath.Beside(path, "-utf8*")} converts it"
                        : ShellPath.NoCommand)
                    : null);
        var text = unpacked;
        if (encoding.UnitBytes > 1)
        {
            unpacked.ReadExactly(new byte[encoding.MarkBytes]);
            text = new HeadStream(new WideTextStream(unpacked, encoding.UnitBytes, encoding.IsBigEndian), HeadBytes);
        }

        var head = text.Head();
        var isWhole = head.Length < HeadBytes;
        var marked = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        return new OpenedContent(new Recognition(compression, encoding, isParquet, refusal, [.. marked], isWhole), text);
    }
}

/// <summary>A file that was opened, with what it is.</summary>
internal sealed record OpenedContent(Recognition Recognition, Stream Stream) : IDisposable
{
    public void Dispose() => Stream.Dispose();
}
