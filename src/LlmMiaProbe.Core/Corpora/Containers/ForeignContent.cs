using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace LlmMiaProbe.Corpora;

/// <summary>What a file is that holds no records this program reads, and the command that makes such a file of it.</summary>
internal static partial class ForeignContent
{
    private const int TarMarkAt = 257;
    private const int LookedAt = 512;

    private static readonly (byte[] Mark, string Is, string Do)[] s_marks =
    [
        (
            [.. "ARROW1"u8],
            "an Arrow (Feather) file",
            Pyarrow("feather", "read_table", "")),
        (
            [.. "FEA1"u8],
            "a Feather file of the first version",
            Pyarrow("feather", "read_table", "")),
        (
            [0xFF, 0xFF, 0xFF, 0xFF],
            "an Arrow stream, as the cache of Hugging Face datasets holds",
            Pyarrow("ipc", "open_stream", ".read_all()")),
        (
            [.. "PK\u0003\u0004"u8],
            "a zip archive, or an office document, which is one",
            "unzip {0} unpacks an archive; save a document as CSV or text"),
        ([.. "PK\u0005\u0006"u8], "an empty zip archive", "give what was to be in it"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "compressed with xz", "xz --decompress --keep {0} unpacks it"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", "7z x {0} unpacks it"),
        ([0x04, 0x22, 0x4D, 0x18], "compressed with lz4", "lz4 -d {0} unpacks it"),
        ([0xFF, 0x06, 0x00, 0x00, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59], "compressed with snappy", "unpack it, such as with snzip -d {0}"),
        ([0x1F, 0x9D], "compressed with compress", "uncompress {0} unpacks it"),
        ([.. "Rar!\u001A\u0007"u8], "a rar archive", "unrar x {0} unpacks it"),
        ([.. "SQLite format 3"u8, 0], "an SQLite database", "sqlite3 -json {0} 'SELECT * FROM the_table' > {1.json} writes the records of a table"),
        ([.. "%PDF-"u8], "a PDF document", "pdftotext {0} {1.txt} takes out its text"),
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image", "give texts"),
        ([0xFF, 0xD8, 0xFF], "a JPEG image", "give texts"),
        ([.. "GIF8"u8], "a GIF image", "give texts"),
        ([.. "{\\rtf"u8], "an RTF document", "save it as text"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old office document", "save it as CSV or text"),
        ([0x4F, 0x62, 0x6A, 0x01], "an Avro file", "convert it to Parquet or JSON lines (java -jar avro-tools.jar tojson {0} > {1.jsonl})"),
        (
            [.. "ORC"u8],
            "an ORC file",
            Pyarrow("orc", "read_table", "")),
        ([0x89, 0x48, 0x44, 0x46], "an HDF5 file", "convert it to Parquet, such as with pandas"),
        ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy array", "convert it to JSON lines"),
        ([0x80, 0x02], "a Python pickle, which could run code where it is opened", "ask whoever made it for Parquet or JSON lines"),
        ([0x80, 0x03], "a Python pickle, which could run code where it is opened", "ask whoever made it for Parquet or JSON lines"),
        ([0x80, 0x04], "a Python pickle, which could run code where it is opened", "ask whoever made it for Parquet or JSON lines"),
        ([0x80, 0x05], "a Python pickle, which could run code where it is opened", "ask whoever made it for Parquet or JSON lines"),
        ([.. "GGUF"u8], "a model (GGUF)", "name it with --model, and documents as the corpus"),
        ([0x7F, 0x45, 0x4C, 0x46], "a program", "give texts"),
        ([.. "MZ"u8, 0x90, 0x00], "a program", "give texts"),
        ([.. "version https://git-lfs.github.com/spec/"u8], "a pointer of Git LFS in place of the data", "git lfs pull fetches them"),
    ];

    private static string Pyarrow(string module, string read, string then) =>
        $"python -c 'import sys, pyarrow.{module} as m, pyarrow.parquet as p; p.write_table(m.{read}(sys.argv[1]){then}, sys.argv[2])' "
        + "{0} {1.parquet} converts it";

    /// <summary>One sentence without the file's name, which goes before it; null for what may be read.</summary>
    /// <param name="head">The first bytes, unpacked.</param>
    /// <param name="path">The file, for the command.</param>
    /// <param name="compression">How it is packed: a command for what is inside needs it unpacked.</param>
    public static string? Refusal(ReadOnlySpan<byte> head, string path, Compression compression)
    {
        if (Find(head) is not var (what, command))
        {
            return null;
        }

        // What goes before a command belongs to the file as it lies there.
        var (inside, name) = compression is Compression.None ? ("", path) : ($"{compression.ToText()}: ", CompressionText.UnpackedName(path));
        if (command.Contains('{', StringComparison.Ordinal) && !ShellPath.MayStand(path))
        {
            return $"is {inside}{what}; {ShellPath.NoCommand}";
        }

        var unpack = compression is Compression.None ? "" : "unpack it first; then ";
        var filled = OutputName().Replace(command, match => ShellPath.Beside(name, match.Groups[1].Value))
            .Replace("{0}", ShellPath.Of(name), StringComparison.Ordinal);
        return $"is {inside}{what}; {unpack}{filled}";
    }

    private static (string Is, string Do)? Find(ReadOnlySpan<byte> head)
    {
        if (CompressionText.Of(head) is not Compression.None)
        {
            return ("packed a second time inside", "give it packed once, or not at all");
        }

        if (head.Length > TarMarkAt + 7 && (head[TarMarkAt..].StartsWith("ustar\0"u8) || head[TarMarkAt..].StartsWith("ustar  \0"u8)))
        {
            return ("a tar archive", "tar -xf unpacks it into a folder that can be named as the corpus");
        }

        foreach (var (mark, what, command) in s_marks)
        {
            if (head.StartsWith(mark) && (!IsReadable(mark) || HoldsControls(head[mark.Length..]) || IsHeaderOfText(head)))
            {
                return (what, command);
            }
        }

        if (head.Length > 9 && head[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(head) < 1 << 28)
        {
            return ("a file of weights (safetensors)", "name documents as the corpus");
        }

        return null;
    }

    /// <summary>Whether a file is a page of HTML, such as a server sends in place of one that is not there.</summary>
    public static bool IsPage(ReadOnlySpan<byte> head)
    {
        var start = head.TrimStart(" \t\r\n"u8);
        return StartsWithIgnoringCase(start, "<!doctype html"u8) || StartsWithIgnoringCase(start, "<html"u8);
    }

    /// <summary>
    /// Whether the first bytes have some that no text has: what begins with letters alone could be a text about the format that they mark.
    /// </summary>
    public static bool HoldsControls(ReadOnlySpan<byte> head)
    {
        foreach (var next in head[..Math.Min(head.Length, LookedAt)])
        {
            if (next is < 0x09 or (> 0x0D and < 0x20 and not 0x1B))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsReadable(ReadOnlySpan<byte> mark) => !mark.ContainsAnyExceptInRange((byte)' ', (byte)'~');

    // Formats that are themselves text, by the line that they begin with.
    private static bool IsHeaderOfText(ReadOnlySpan<byte> head) =>
        TextHeader().IsMatch(System.Text.Encoding.Latin1.GetString(head[..Math.Min(head.Length, LookedAt)]));

    [GeneratedRegex(
        @"\A(?:%PDF-[0-9]\.[0-9] *[\r\n]|\{\\rtf[0-9][\\{\r\n]|version https://git-lfs\.github\.com/spec/v[0-9]+\r?\n)",
        RegexOptions.CultureInvariant)]
    private static partial Regex TextHeader();

    [GeneratedRegex(@"\{1(\.\w+)\}")]
    private static partial Regex OutputName();

    private static bool StartsWithIgnoringCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) =>
        text.Length >= start.Length && System.Text.Ascii.EqualsIgnoreCase(text[..start.Length], start);
}
