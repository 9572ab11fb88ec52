using System.Text;
using LlmMiaProbe.Core.Tests.Golden;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Evidence;

/// <summary>The lengths are those of Python's zlib, to the byte.</summary>
public sealed class ZlibLengthMeterTests
{
    private static readonly Lazy<IReadOnlyList<Document>> s_passages = new(() =>
        [.. CorpusReader.Read([new CorpusSource(RepositoryFolder.PathOf("corpora", "lab", "passages.jsonl"))]).Select(entry => entry.Document).OfType<Document>()]);

    [Fact]
    public void The_passages_of_the_lab_have_the_lengths_of_Pythons_zlib()
    {
        Assert.Equal(800, GoldenNumbers.Zlib.Passages.Count);
        Assert.Equal(GoldenNumbers.Zlib.Passages.OrderBy(entry => entry.Key), s_passages.Value.Select(passage => KeyValuePair.Create(passage.Id, Measure(passage.Text))).OrderBy(entry => entry.Key));
    }

    [Fact]
    public void Short_and_mixed_texts_have_the_lengths_of_Pythons_zlib()
    {
        Assert.Equal(256, GoldenNumbers.Zlib.Texts.Count);
        Assert.All(GoldenNumbers.Zlib.Texts, entry => Assert.Equal(entry.Length, Measure(entry.Text)));
    }

    [Fact]
    public void Noise_has_the_lengths_of_Pythons_zlib() =>
        Assert.All(GoldenNumbers.Zlib.Noise, entry => Assert.Equal(entry.Length, ZlibLengthMeter.Measure(Noise(entry.Bytes))));

    [Fact]
    public void Long_texts_have_the_lengths_of_Pythons_zlib() => Assert.All(GoldenNumbers.Zlib.Joined, entry =>
        Assert.Equal(entry.Length, Measure(string.Join('\n', Enumerable.Repeat(s_passages.Value.Select(passage => passage.Text), entry.Times).SelectMany(texts => texts)))));

    [Fact]
    public void One_text_leaves_nothing_behind_for_the_next()
    {
        var text = Encoding.UTF8.GetBytes(GoldenNumbers.Documents[0].Text);
        var alone = ZlibLengthMeter.Measure(text);
        ZlibLengthMeter.Measure(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("other text ", 10_000))));
        Assert.Equal(alone, ZlibLengthMeter.Measure(text));
    }

    private static int Measure(string text) => ZlibLengthMeter.Measure(Encoding.UTF8.GetBytes(text));

    private static byte[] Noise(int count)
    {
        var (state, bytes) = (1u, new byte[count]);
        for (var i = 0; i < count; i++)
        {
            state = unchecked((state * 1664525) + 1013904223);
            bytes[i] = (byte)(state >> 24);
        }

        return bytes;
    }
}
