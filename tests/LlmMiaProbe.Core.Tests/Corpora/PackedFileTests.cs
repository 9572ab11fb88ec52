using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

/// <summary>Files packed by the command lines of gzip, bzip2 and zstd.</summary>
public sealed class PackedFileTests : IDisposable
{
    private static readonly string[] s_texts = ["Said \"no\" and left; nobody minded.", "two\r\nlines, one text", "tab\there | bar", "Ünïcödé, 漢字 🙂"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("lines.jsonl.gz", "gzip-compressed JSON lines")]
    [InlineData("members.jsonl.gz", "gzip-compressed JSON lines")]
    [InlineData("padded.jsonl.gz", "gzip-compressed JSON lines")]
    [InlineData("lines.jsonl.bz2", "bzip2-compressed JSON lines")]
    [InlineData("streams.jsonl.bz2", "bzip2-compressed JSON lines")]
    [InlineData("lines.jsonl.zst", "zstd-compressed JSON lines")]
    [InlineData("frames.jsonl.zst", "zstd-compressed JSON lines")]
    public void All_of_a_packed_file_is_read_whatever_its_name(string name, string words)
    {
        foreach (var path in new[] { ForeignFile.PathOf(name), Copy(name, "named.jsonl"), Copy(name, "named.csv"), Copy(name, "named") })
        {
            var told = new List<string>();
            var documents = CorpusReader.Read([new CorpusSource(path)], told.Add).Select(entry => entry.Document).ToList();
            Assert.Equal(s_texts, documents.Select(document => document?.Text));
            Assert.Equal(["0", "1", "2", "3"], documents.Select(document => document?.Id));
            Assert.Equal($"{Path.GetFileName(path)}: {words}", told[0]);
        }
    }

    [Theory]
    [InlineData("cut.jsonl.gz", "its gzip data end too early: the file is cut")]
    [InlineData("cut.jsonl.bz2", "its bzip2 data end too early: the file is cut")]
    [InlineData("cut.jsonl.zst", "its zstd data end too early or are damaged near the end: the file is cut")]
    [InlineData("followed.jsonl.gz", "what follows its gzip data is no gzip data")]
    [InlineData("damaged.jsonl.gz", "its gzip data are damaged (the checksum does not match)")]
    public void What_came_before_a_break_stands_and_the_break_is_one_defect(string name, string reason)
    {
        var entries = CorpusReader.Read([new CorpusSource(ForeignFile.PathOf(name))]).ToList();
        var defect = Assert.Single(entries, entry => entry.Defect is not null).Defect;
        var read = entries.Count - 1;
        Assert.Same(defect, entries[^1].Defect);
        Assert.Equal($"{reason}; {read} records came before, and nothing after it is read", defect?.Reason);
        Assert.True(read >= 1, $"{read}");
        Assert.Equal(s_texts[..read], entries[..read].Select(entry => entry.Document?.Text));
    }

    [Fact]
    public void A_few_bytes_that_unpack_to_gigabytes_are_given_up_early()
    {
        // One bzip2 stream of 40 MB of one letter, again and again, as decompressors read them.
        var one = BombOf(40_000_000);
        var path = folder.Path + "/bomb.jsonl.bz2";
        using (var file = File.Create(path))
        {
            file.Write(BombOf("{\"text\": \"a\"}\n"u8.ToArray()));
            for (var i = 0; i < 2_000; i++)
            {
                file.Write(one);
            }
        }

        var entries = CorpusReader.Read([new CorpusSource(path)]).ToList();
        Assert.Equal("a", entries[0].Document?.Text);
        Assert.Contains("it unpacks to more than 1,000 times its own size", entries[^1].Defect?.Reason, StringComparison.Ordinal);
        Assert.Contains("1 records came before", entries[^1].Defect?.Reason, StringComparison.Ordinal);
    }

    private static byte[] BombOf(int length)
    {
        var content = new byte[length];
        content.AsSpan().Fill((byte)'a');
        return BombOf(content);
    }

    private static byte[] BombOf(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var writer = SharpCompress.Compressors.BZip2.BZip2Stream.Create(packed, SharpCompress.Compressors.CompressionMode.Compress, false, leaveOpen: true))
        {
            writer.Write(content);
        }

        return packed.ToArray();
    }

    [Fact]
    public void A_file_cut_anywhere_gives_whole_records_and_one_defect()
    {
        foreach (var name in new[] { "members.jsonl.gz", "streams.jsonl.bz2", "frames.jsonl.zst" })
        {
            var whole = File.ReadAllBytes(ForeignFile.PathOf(name));
            for (var length = 4; length < whole.Length; length += 3)
            {
                var entries = CorpusReader.Read([new CorpusSource(folder.Write("cut.jsonl", whole[..length]))]).ToList();
                var documents = entries.Select(entry => entry.Document?.Text).OfType<string>().ToList();
                Assert.Equal(s_texts[..documents.Count], documents);
                if (entries.Count > documents.Count)
                {
                    Assert.Single(entries, entry => entry.Defect is not null);
                }
                else
                {
                    // Between two members or frames nothing tells that there was more.
                    Assert.True(documents.Count is 2, $"{name} {length}");
                }
            }
        }
    }

    [Fact]
    public void Damage_anywhere_gives_only_texts_that_were_there_and_no_crash()
    {
        foreach (var name in new[] { "members.jsonl.gz", "streams.jsonl.bz2", "frames.jsonl.zst" })
        {
            var whole = File.ReadAllBytes(ForeignFile.PathOf(name));
            for (var at = 4; at < whole.Length; at += 3)
            {
                byte[] damaged = [.. whole];
                damaged[at] ^= 0x41;
                var error = Record.Exception(() => CorpusReader.Read([new CorpusSource(folder.Write("damaged.jsonl", damaged))]).Count());
                Assert.True(error is null or ConfigurationException, $"{name} {at}: {error}");
            }
        }
    }

    [Fact]
    public void Strict_stops_at_a_break() => Assert.Throws<ConfigurationException>(() =>
    {
        foreach (var entry in CorpusReader.Read([new CorpusSource(ForeignFile.PathOf("cut.jsonl.gz"))]))
        {
            entry.Defect?.RequireLenient(strict: true);
        }
    });

    [Fact]
    public void A_line_without_end_that_is_packed_small_is_too_long_and_costs_its_limit()
    {
        var path = folder.Path + "/bomb.jsonl.gz";
        using (var packed = new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Fastest))
        {
            packed.Write("{\"text\": \""u8);
            var block = new byte[1 << 20];
            block.AsSpan().Fill((byte)'x');
            for (var written = 0; written < 300; written++)
            {
                packed.Write(block);
            }

            packed.Write("\"}\n{\"text\": \"after\"}\n"u8);
        }

        Assert.True(new FileInfo(path).Length < 4 << 20);
        var entries = CorpusReader.Read([new CorpusSource(path)]).ToList();
        Assert.Equal([null, "after"], entries.Select(entry => entry.Document?.Text));
        Assert.Contains("longer than 256 MiB", entries[0].Defect?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_packed_end_of_a_file_is_unpacked_in_blocks()
    {
        var path = folder.Path + "/breaks.jsonl.gz";
        using (var packed = new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Optimal))
        {
            packed.Write(Enumerable.Repeat((byte)'\n', 32 << 20).ToArray());
        }

        Assert.True(new FileInfo(path).Length < 48 << 10);
        using var unpacked = new GzipStream(File.OpenRead(path));
        var block = new byte[64 << 10];
        var (calls, length) = (0, 0L);
        for (int count; (count = unpacked.Read(block)) > 0; calls++)
        {
            length += count;
        }

        Assert.Equal(32 << 20, length);
        Assert.InRange(calls, 1, 2000);
    }

    [Theory]
    [InlineData(System.IO.Compression.CompressionLevel.NoCompression)]
    [InlineData(System.IO.Compression.CompressionLevel.Fastest)]
    [InlineData(System.IO.Compression.CompressionLevel.Optimal)]
    public void All_that_was_packed_before_a_cut_is_unpacked(System.IO.Compression.CompressionLevel level)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 9000).Select(i => $"{i * 7919L % 10007} and {i * i % 31}\n")));
        using var packed = new MemoryStream();
        foreach (var part in new[] { text[..1000], text[1000..] })
        {
            using var member = new System.IO.Compression.GZipStream(packed, level, leaveOpen: true);
            member.Write(part);
        }

        var whole = packed.ToArray();
        Assert.Equal(text, Unpack(whole, 100_000).Bytes);
        for (var length = 10; length < whole.Length; length += Math.Max(1, whole.Length / 50))
        {
            // One byte at a time nothing is lost at the end.
            var (bytes, damage) = Unpack(whole[..length], 4096);
            Assert.Equal(Unpack(whole[..length], 1).Bytes, bytes);
            Assert.Equal(text[..bytes.Length], bytes);
            Assert.True(damage is not null || bytes.Length == 1000, $"{length}");
        }
    }

    private static (byte[] Bytes, string? Damage) Unpack(byte[] packed, int atOnce)
    {
        using var unpacked = new GzipStream(new MemoryStream(packed));
        using var bytes = new MemoryStream();
        var block = new byte[atOnce];
        try
        {
            for (int count; (count = unpacked.Read(block)) > 0;)
            {
                bytes.Write(block.AsSpan(0, count));
            }

            return (bytes.ToArray(), null);
        }
        catch (DamagedContentException error)
        {
            return (bytes.ToArray(), error.Message);
        }
    }

    [Theory]
    [InlineData("lines.jsonl.xz", "is compressed with xz; xz --decompress --keep ")]
    [InlineData("utf-16-unmarked.csv", "looks like text in UTF-16LE without a byte order mark; iconv -f UTF-16LE -t UTF-8 ")]
    public void What_is_not_read_is_refused_with_the_command_that_converts(string name, string sentence)
    {
        var path = ForeignFile.PathOf(name);
        var error = Assert.Throws<ConfigurationException>(() => CorpusReader.Read([new CorpusSource(path)]));
        Assert.StartsWith($"{path} {sentence}{path}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ARROW1\0\0", "is an Arrow (Feather) file; python -c 'import sys, pyarrow.feather as m")]
    [InlineData("\u00FF\u00FF\u00FF\u00FF\u0010\0", "is an Arrow stream, as the cache of Hugging Face datasets holds; python -c")]
    [InlineData("PK\u0003\u0004x", "is a zip archive, or an office document")]
    [InlineData("SQLite format 3\0", "is an SQLite database; sqlite3 -json")]
    [InlineData("%PDF-1.7\n", "is a PDF document; pdftotext")]
    [InlineData("\u0089PNG\r\n", "is a PNG image")]
    [InlineData("Rar!\u001A\u0007\u0001\0", "is a rar archive; unrar x")]
    [InlineData("GIF89a\u0010\0\u0010\0\u0080\0\0", "is a GIF image")]
    [InlineData("FEA1\0\0\0\0", "is a Feather file of the first version")]
    [InlineData("ORC\n\u000B\0\0", "is an ORC file; python -c")]
    [InlineData("{\\rtf1\\ansi text}", "is an RTF document")]
    [InlineData("GGUF\u0003\0\0\0", "is a model (GGUF); name it with --model")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "is a pointer of Git LFS in place of the data; git lfs pull")]
    [InlineData("<!DOCTYPE html><html>", "is a page of HTML")]
    public void Other_formats_are_named_whatever_the_name_says(string bytes, string sentence)
    {
        var path = folder.Write("a file.jsonl", Encoding.Latin1.GetBytes(bytes));
        var error = Assert.Throws<ConfigurationException>(() => CorpusReader.Read([new CorpusSource(path)]));
        Assert.StartsWith($"{path} {sentence}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_of_a_file_is_no_part_of_a_command()
    {
        var path = folder.Write("a'; rm -r x; '.arrow", "ARROW1\0\0"u8.ToArray());
        var error = Assert.Throws<ConfigurationException>(() => CorpusReader.Read([new CorpusSource(path)]));
        Assert.Contains($"' '{folder.Path}/a'\\''; rm -r x; '\\''.arrow' '{folder.Path}/a'\\''; rm -r x; '\\''.parquet' converts it.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\u001B[2J")]
    [InlineData("\u202E")]
    public void A_name_that_cannot_be_seen_is_in_no_command(string hidden)
    {
        var name = $"a{hidden}rm b.jsonl";
        foreach (var (bytes, what) in new[]
        {
            (File.ReadAllBytes(ForeignFile.PathOf("lines.jsonl.xz")), "is compressed with xz; "),
            (File.ReadAllBytes(ForeignFile.PathOf("utf-16-unmarked.csv")), "looks like text in UTF-16LE without a byte order mark; "),
            ("[\"a\", \"b\"]"u8.ToArray(), "holds a JSON array of strings; expected objects with a text ("),
            ("{\"a\": [{}], \"b\": [{}]}"u8.ToArray(), "holds one JSON object with several arrays of objects ('a', 'b'); expected the records of one ("),
        })
        {
            var path = folder.Write(name, bytes);
            var error = Assert.Throws<ConfigurationException>(() => CorpusReader.Read([new CorpusSource(path)]));
            Assert.StartsWith($"{path} {what}its name has characters that cannot be seen, so no command is given", error.Message, StringComparison.Ordinal);
        }

        var broken = folder.Write(name, "{\"text\": \"\u00E9\"}\n"u8.ToArray().Select(next => next == 0xC3 ? (byte)0xE9 : next).ToArray());
        var told = new List<string>();
        var defect = Assert.Single(CorpusReader.Read([new CorpusSource(broken)], told.Add)).Defect!;
        Assert.DoesNotContain("iconv", defect.Reason, StringComparison.Ordinal);
        Assert.All([defect.Location, defect.Reason, .. told], said => Assert.DoesNotContain('\n', said));
    }

    [Theory]
    [InlineData("\\u001b[2J", "b", "--arg field b ")]
    [InlineData("a\\nrm", "\\u202eb", "no command is given")]
    public void A_field_that_cannot_be_seen_is_in_no_command(string first, string second, string advice)
    {
        var path = folder.Write("two.json", Encoding.UTF8.GetBytes($$"""{"{{first}}": [{}], "{{second}}": [{}]}"""));
        var error = Assert.Throws<ConfigurationException>(() => CorpusReader.Read([new CorpusSource(path)]));
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Theory]
    [InlineData("ORC")]
    [InlineData("GGUF")]
    [InlineData("Rar!")]
    [InlineData("GIF89a")]
    [InlineData("ARROW1")]
    [InlineData("FEA1")]
    [InlineData("PAR1")]
    [InlineData("BZh9")]
    [InlineData("%PDF-1.7")]
    [InlineData("{\\rtf1")]
    [InlineData("MZ")]
    [InlineData("PK")]
    [InlineData("Obj")]
    [InlineData("SQLite format 3")]
    [InlineData("version https://git-lfs.github.com/spec/v1")]
    public void A_text_may_begin_with_the_letters_that_mark_a_format(string letters)
    {
        foreach (var text in new[] { $"{letters} is how such a file begins.", $"{letters}—so it begins…", $"{letters}ś" })
        {
            var path = folder.Write("a.txt", text + "\n");
            Assert.Equal(text, Assert.Single(CorpusReader.Read([new CorpusSource(path)])).Document?.Text);
        }
    }

    [Fact]
    public void A_text_may_have_the_mark_of_a_tar_archive_in_its_place()
    {
        var text = $"{new string('x', 257)}ustar is what stands in an archive.";
        Assert.Equal(text, Assert.Single(CorpusReader.Read([new CorpusSource(folder.Write("a.txt", text))])).Document?.Text);
    }

    private string Copy(string name, string to) => folder.Write(to, File.ReadAllBytes(ForeignFile.PathOf(name)));
}
