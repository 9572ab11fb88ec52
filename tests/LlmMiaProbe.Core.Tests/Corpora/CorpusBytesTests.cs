using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class CorpusBytesTests
{
    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0x61 }, new byte[] { 0x61 })]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF }, new byte[] { 0xEF, 0xBB, 0xBF })]
    [InlineData(new byte[] { 0xEF, 0xBB }, new byte[] { 0xEF, 0xBB })]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF }, new byte[0])]
    [InlineData(new byte[0], new byte[0])]
    public void Only_a_whole_byte_order_mark_at_the_start_is_skipped(byte[] content, byte[] expected)
    {
        using var bytes = new CorpusBytes(new TricklingStream(content, 1), "x");
        var read = new List<byte>();
        Span<byte> two = stackalloc byte[2];
        while (bytes.Read(two) is var count and > 0)
        {
            read.AddRange(two[..count]);
        }

        Assert.Equal(expected, read);
    }

    [Fact]
    public void A_file_that_fails_while_it_is_read_is_named()
    {
        using var bytes = new CorpusBytes(new FailingStream(), "corpus.jsonl");
        var error = Assert.Throws<PrerequisiteException>(() => bytes.Read(new byte[10]));
        Assert.Contains("corpus.jsonl", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_named()
    {
        var error = Assert.Throws<PrerequisiteException>(() => CorpusBytes.Open("missing/corpus.jsonl"));
        Assert.Contains("missing/corpus.jsonl", error.Message, StringComparison.Ordinal);
    }

    private sealed class FailingStream : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new IOException("the disk is gone");
    }
}
