using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class ByteLineReaderTests
{
    [Property]
    public Property Lines_are_those_of_a_plain_split_however_the_bytes_arrive() =>
        Prop.ForAll(CorpusGenerators.Bytes.ToArbitrary(), content => Assert.All([1, 7, 1000], most =>
            Assert.Equal(Split(content), Lines(content, most, int.MaxValue))));

    [Fact]
    public void Lines_beyond_the_limit_are_skipped_and_the_next_is_read()
    {
        byte[] content = [.. "ab\n"u8, .. Enumerable.Repeat((byte)'x', 200_000), .. "\nabc\nabcd\nend"u8];
        Assert.Equal(["ab", "too long", "abc", "too long", "end"], Lines(content, 5000, 3));
    }

    [Fact]
    public void Lines_longer_than_the_buffer_are_whole_and_later_ones_too()
    {
        var first = new string('x', 3_000_000);
        var content = Encoding.UTF8.GetBytes(first + "\nshort\n" + first);
        Assert.Equal([first, "short", first], Lines(content, 100_000, int.MaxValue));
    }

    private static List<string> Split(byte[] content)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var text = Encoding.Latin1.GetString(content.AsSpan().StartsWith(mark) ? content.AsSpan(3) : content);
        List<string> lines = [.. text.Split('\n')];
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines;
    }

    private static List<string> Lines(byte[] content, int most, int limit)
    {
        using var bytes = new CorpusBytes(new TricklingStream(content, most), "x");
        var reader = new ByteLineReader(bytes, limit);
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(reader.TooLong ? "too long" : Encoding.Latin1.GetString(reader.Line));
            Assert.Equal(lines.Count, reader.Number);
        }

        return lines;
    }
}
