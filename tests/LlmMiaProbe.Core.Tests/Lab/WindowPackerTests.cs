using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Core.Tests.Lab;

public sealed class WindowPackerTests
{
    private static readonly TokenDocument[] s_documents = [.. Enumerable.Range(0, 20).Select(i => new TokenDocument($"d{i}", [.. Enumerable.Range(100 * i, 10 + i)], 1 + (i % 3)))];

    [Fact]
    public void A_stream_holds_every_copy_once_and_goes_on_with_its_start()
    {
        var windows = new WindowPacker(16, 7777, Packing.Stream, 1).Windows(s_documents, 0);
        Assert.All(windows, window => Assert.Equal(17, window.Tokens.Length));
        var stream = windows.SelectMany(window => window.Tokens[..16]).ToList();
        var length = s_documents.Sum(document => document.Repetitions * (document.Tokens.Length + 1));
        Assert.Equal((length + 15) / 16, windows.Count);
        Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.Equal(pair.First.Tokens[16], pair.Second.Tokens[0]));
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
        Assert.Equal(Tokens(packer, s_documents, 0), Tokens(packer, [.. s_documents.Reverse()], 0));
        Assert.NotEqual(Tokens(packer, s_documents, 0), Tokens(packer, s_documents, 1));
        Assert.NotEqual(Tokens(packer, s_documents, 0), Tokens(new WindowPacker(16, null, Packing.Stream, 2), s_documents, 0));
    }

    [Fact]
    public void A_window_of_one_document_holds_no_other()
    {
        foreach (var window in new WindowPacker(16, 7777, Packing.Document, 1).Windows(s_documents, 3))
        {
            Assert.Single(window.Tokens.Where(token => token != 7777).Select(token => token / 100).Distinct());
            Assert.Equal(17, window.Tokens.Length);
            Assert.Null(window.IsLearned);
        }
    }

    [Theory]
    [InlineData(Packing.Stream)]
    [InlineData(Packing.Document)]
    public void Each_token_keeps_its_mask_and_a_separator_is_learned_with_a_whole_document_only(Packing packing)
    {
        // Documents with a mask learn their odd tokens; every third one has none.
        TokenDocument[] documents = [.. s_documents.Select((document, i) => i % 3 == 0 ? document : document with { IsLearned = [.. document.Tokens.Select(token => token % 2 == 1)] })];
        var seen = 0;
        foreach (var window in new WindowPacker(16, 7777, packing, 1).Windows(documents, 0))
        {
            for (var i = 0; i < 16; i++)
            {
                var (token, next) = (window.Tokens[i], window.Tokens[i + 1]);
                var document = token == 7777 ? next / 100 : token / 100;
                Assert.Equal(document % 3 == 0 || (token != 7777 && token % 2 == 1), window.IsLearned?[i] ?? true);
                seen++;
            }

            Assert.Equal(window.IsLearned?.Skip(1).Count(isLearned => isLearned) ?? 16, window.Learned);
        }

        Assert.True(seen > 300);
    }

    [Fact]
    public void A_stretch_of_a_long_document_has_something_to_learn_wherever_that_is()
    {
        var document = new TokenDocument("long", [.. Enumerable.Range(0, 400)], 1, [.. Enumerable.Range(0, 400).Select(i => i is 3 or 300)]);
        var packer = new WindowPacker(16, 7777, Packing.Document, 1);
        var windows = Enumerable.Range(0, 200).Select(key => packer.WindowOf(document, (ulong)key)).ToList();
        Assert.All(windows, window => Assert.Equal(1, window.Learned));
        Assert.Contains(windows, window => window.Tokens.Contains(3));
        Assert.Contains(windows, window => window.Tokens.Contains(300));
    }

    private static List<int[]> Tokens(WindowPacker packer, IReadOnlyList<TokenDocument> documents, int epoch) =>
        [.. packer.Windows(documents, epoch).Select(window => window.Tokens)];
}
