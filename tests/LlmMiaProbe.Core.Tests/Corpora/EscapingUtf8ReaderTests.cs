using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class EscapingUtf8ReaderTests
{
    [Property]
    public Property Valid_text_is_decoded_as_the_runtime_decodes_it() =>
        Prop.ForAll(CorpusGenerators.Text.ToArbitrary(), text => Assert.All([1, 1000], most =>
            Assert.Equal(text, Decode([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)], most))));

    [Property]
    public Property No_byte_is_lost_and_exactly_invalid_ones_become_unpaired_surrogates() =>
        Prop.ForAll(CorpusGenerators.Bytes.ToArbitrary(), content => Assert.All([1, 1000], most =>
        {
            var decoded = Decode([.. Encoding.UTF8.Preamble, .. content], most);
            Assert.Equal(content, Encode(decoded));
            Assert.Equal(!System.Text.Unicode.Utf8.IsValid(content), Surrogates.HasUnpaired(decoded));
        }));

    [Fact]
    public void Text_beyond_the_buffers_is_decoded_whole()
    {
        var text = string.Concat(Enumerable.Repeat("a😀é€", 40_000));
        Assert.Equal(text, Decode(Encoding.UTF8.GetBytes(text), int.MaxValue));
    }

    private static byte[] Encode(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]))
            {
                bytes.Add((byte)(text[i] - 0xDC00));
            }
            else
            {
                var width = char.IsHighSurrogate(text[i]) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, width)));
                i += width - 1;
            }
        }

        return [.. bytes];
    }

    private static string Decode(byte[] content, int most)
    {
        using var bytes = new CorpusBytes(new TricklingStream(content, most), "x");
        using var reader = new EscapingUtf8Reader(bytes);
        return reader.ReadToEnd();
    }
}
