namespace LlmMiaProbe.Corpora;

/// <summary>How a file is packed, by its first bytes and whatever its name says.</summary>
internal enum Compression
{
    None,
    Gzip,
    Zstandard,
    Bzip2,
}

/// <summary>The files' own words and streams for <see cref="Compression"/>.</summary>
internal static class CompressionText
{
    private static readonly string[] s_extensions = [".gz", ".gzip", ".bgz", ".zst", ".zstd", ".bz2"];

    /// <summary>A word that stands before the name of a format; null for a file that is not packed.</summary>
    public static string? ToText(this Compression compression) => compression switch
    {
        Compression.Gzip => "gzip-compressed",
        Compression.Zstandard => "zstd-compressed",
        Compression.Bzip2 => "bzip2-compressed",
        _ => null,
    };

    public static Compression Of(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08]) ? Compression.Gzip
        : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) || IsSkippableFrame(head) ? Compression.Zstandard
        : IsBzip2(head) ? Compression.Bzip2
        : Compression.None;

    /// <summary>What the file would be called unpacked: <c>a.jsonl</c> for <c>a.jsonl.gz</c>.</summary>
    public static string UnpackedName(string path) =>
        Array.Exists(s_extensions, extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            ? Path.ChangeExtension(path, null)
            : path;

    public static Stream Unpack(this Compression compression, Stream packed) => compression switch
    {
        Compression.Gzip => new BoundedStream(packed, bytes => new GzipStream(bytes)),
        Compression.Zstandard => new BoundedStream(packed, bytes => new ZstandardStream(bytes)),
        Compression.Bzip2 => new BoundedStream(packed, bytes => new Bzip2Stream(bytes)),
        _ => packed,
    };

    // The letters that begin a file could begin a text; a block, or the end where there is none, follows them.
    private static bool IsBzip2(ReadOnlySpan<byte> head) =>
        head.Length > 3 && head.StartsWith("BZh"u8) && head[3] is >= (byte)'1' and <= (byte)'9'
        && (StartsAs(head[4..], [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) || StartsAs(head[4..], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]));

    // A file that is cut may end in the mark.
    private static bool StartsAs(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mark) =>
        bytes.Length < mark.Length ? mark.StartsWith(bytes) : bytes.StartsWith(mark);

    // A packer that works in parallel may begin with a frame of its own that holds no data.
    private static bool IsSkippableFrame(ReadOnlySpan<byte> head) =>
        head.Length > 8 && (head[0] & 0xF0) == 0x50 && head[1..4].SequenceEqual((ReadOnlySpan<byte>)[0x2A, 0x4D, 0x18]);
}
