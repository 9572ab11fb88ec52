using LlmMiaProbe.Corpora;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local.Tests.Contract;

[Collection(NativeCollection.Name)]
public sealed class LaneTests(NativeLibraryFixture native)
{
    private static readonly string s_book = File.ReadAllText(LabFiles.PathOf("time-machine.txt"));
    private static readonly string[] s_texts =
    [
        .. CorpusReader.Read([new CorpusSource(LabFiles.PathOf("passages.jsonl"))]).Take(7).Select(entry => entry.Document?.Text ?? ""),
        s_book[..4000],
        "",
        "to be or not",
    ];

    [Theory]
    [InlineData(NumericPolicy.Exact)]
    [InlineData(NumericPolicy.Fast)]
    public async Task Texts_side_by_side_score_what_they_score_one_by_one_and_come_in_order(NumericPolicy numerics)
    {
        using var scorer = native.Open("base.gguf", new LocalScorerOptions { Threads = 2, Numerics = numerics });
        var texts = s_texts.Select(scorer.Prepare).ToArray();
        var together = await AllAsync(scorer, texts);
        Assert.Equal(texts, together.Select(scored => scored.Text));
        Assert.Equal("the text has no token", together[8].Failure);
        for (var i = 0; i < texts.Length; i++)
        {
            var alone = Assert.Single(await AllAsync(scorer, [texts[i]]));
            Assert.Equal(together[i].Failure, alone.Failure);
            if (alone.Scores is { } scores)
            {
                SameBits.Assert(scores, together[i].Scores!);
            }
        }
    }

    [Fact]
    public async Task Windows_after_prefixes_of_their_own_score_what_they_score_one_by_one()
    {
        using var scorer = native.Open("target.gguf", new LocalScorerOptions { Threads = 2 });
        var tokens = scorer.Tokenize(s_book[..6000]);
        PreparedText[] windows = [.. Enumerable.Range(0, 8).Select(i => scorer.PrepareWindow(tokens[(i * 50)..((i * 50) + 30)], tokens[((i * 50) + 30)..((i * 50) + 50)], []))];
        var together = await NativeLibraryFixture.ScoreAsync(scorer, windows);
        for (var i = 0; i < windows.Length; i++)
        {
            SameBits.Assert(Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, windows[i])), together[i]);
        }
    }

    [Fact]
    public async Task Whoever_stops_listening_can_score_again()
    {
        using var scorer = native.Open("base.gguf", new LocalScorerOptions { Threads = 2 });
        PreparedText[] texts = [.. Enumerable.Repeat(s_texts.Take(7), 4).SelectMany(text => text).Select(scorer.Prepare)];
        var first = Assert.Single(await scorer.ScoreAllAsync(texts, CancellationToken.None).Take(1).ToListAsync());
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in scorer.ScoreAllAsync(texts, stop.Token))
            {
                await stop.CancelAsync();
            }
        });
        SameBits.Assert(first.Scores!, (await AllAsync(scorer, texts))[0].Scores!);
    }

    [Fact]
    public async Task No_text_needs_no_weights()
    {
        var copy = Path.GetTempFileName();
        File.Copy(LabFiles.PathOf("base.gguf"), copy, overwrite: true);
        using var scorer = native.OpenFile(copy);
        File.Delete(copy);
        Assert.Empty(await AllAsync(scorer, []));
        await Assert.ThrowsAnyAsync<Exception>(() => AllAsync(scorer, [scorer.Prepare("to be")]));
    }

    private static async Task<List<ScoredText>> AllAsync(LlamaTokenScorer scorer, PreparedText[] texts) =>
        await scorer.ScoreAllAsync(texts, CancellationToken.None).ToListAsync();
}
