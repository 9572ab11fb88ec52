using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Core.Tests.Lab;

public sealed class WindowPackerTests
{
    private static readonly TokenDocument[] s_documents = [.. Enumerable.Range(0, 20).Select(i => new TokenDocument($"d{i}", [.. Enumerable.Range(100 * i, 10 + i)], 1 + (i % 3)))];

    [Fact]
    public void A_stream_holds_every_copy_once_and_goes_on_with_its_start()
    {
        var windows = new WindowPacker(16, 7777, Packing.Stream, 1).Windows(s_documents, 0);
        Assert.All(windows, window => Assert.Equal(17, window.Length));
        var stream = windows.SelectMany(window => window[..16]).ToList();
        var length = s_documents.Sum(document => document.Repetitions * (document.Tokens.Length + 1));
        Assert.Equal((length + 15) / 16, windows.Count);
        Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.Equal(pair.First[16], pair.Second[0]));
        Assert.Equal(stream[..(stream.Count - length)], stream[length..]);
        foreach (var document in s_documents)
        {
            var starts = Enumerable.Range(0, length).Where(i => stream[i] == 7777 && stream[(i + 1) % length] == document.Tokens[0]).ToList();
            Assert.Equal(document.Repetitions, starts.Count);
            Assert.All(starts, start => Assert.Equal(document.Tokens, Enumerable.Range(start + 1, document.Tokens.Length).Select(i => stream[i % length])));
        }
    }

    [Fact]
    public void The_order_follows_seed_and_epoch_and_not_the_order_of_documents()
    {
        var packer = new WindowPacker(16, null, Packing.Stream, 1);
        Assert.Equal(packer.Windows(s_documents, 0), packer.Windows([.. s_documents.Reverse()], 0));
        Assert.NotEqual(packer.Windows(s_documents, 0), packer.Windows(s_documents, 1));
        Assert.NotEqual(packer.Windows(s_documents, 0), new WindowPacker(16, null, Packing.Stream, 2).Windows(s_documents, 0));
    }

    [Fact]
    public void A_window_of_one_document_holds_no_other()
    {
        foreach (var window in new WindowPacker(16, 7777, Packing.Document, 1).Windows(s_documents, 3))
        {
            Assert.Single(window.Where(token => token != 7777).Select(token => token / 100).Distinct());
            Assert.Equal(17, window.Length);
        }
    }
}
