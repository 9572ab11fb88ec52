using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local.Tests.Contract;

[Collection(NativeCollection.Name)]
public sealed class LongTextTests(NativeLibraryFixture native)
{
    private static readonly string s_book = File.ReadAllText(LabFiles.PathOf("time-machine.txt"))[..6000];

    [Theory]
    [InlineData(BosPolicy.Always)]
    [InlineData(BosPolicy.Never)]
    public async Task Each_window_scores_what_the_same_tokens_score_alone(BosPolicy bos)
    {
        const int context = 128;
        using var scorer = native.Open("target.gguf", new LocalScorerOptions { ContextLength = context, Bos = bos });
        var book = scorer.Prepare(s_book);
        var whole = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, book));
        Assert.True(book.Windows > 10);
        Assert.Equal(book.Tokens[(bos == BosPolicy.Never ? 1 : 0)..], whole.Tokens);
        Assert.Equal(bos == BosPolicy.Never ? book.Tokens[0] : null, whole.UnscoredFirstToken);
        foreach (var window in ScoringWindows.Plan(book.Tokens.Length, bos == BosPolicy.Always, context))
        {
            var tokens = book.Tokens[window.Start..window.End];
            var alone = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, book with { Tokens = tokens, InputTokens = tokens.Length }));
            var first = window.FirstTarget - (bos == BosPolicy.Never ? 1 : 0);
            for (var i = 0; i < window.Targets; i++)
            {
                // The last layers are computed for the flagged tokens only, so their number may show in the last bits.
                Assert.Equal(whole.LogProb[first + i], alone.LogProb[^(window.Targets - i)], 1e-4f);
            }
        }
    }

    [Fact]
    public async Task A_text_that_just_fits_the_context_takes_one_window_and_one_token_more_takes_two()
    {
        using var scorer = native.Open("target.gguf", new LocalScorerOptions { ContextLength = 64 });
        var tokens = scorer.Prepare(s_book).Tokens;
        var fits = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, scorer.Prepare(s_book) with { Tokens = tokens[..64] }));
        var more = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, scorer.Prepare(s_book) with { Tokens = tokens[..65] }));
        Assert.Single(ScoringWindows.Plan(64, bos: true, capacity: 64));
        Assert.Equal(2, ScoringWindows.Plan(65, bos: true, capacity: 64).Count);
        Assert.Equal(fits.LogProb, more.LogProb[..64]);
    }

    [Theory]
    [InlineData(3_072, 512)]
    [InlineData(50_257, 2_048)]
    [InlineData(151_936, 2_048)]
    [InlineData(262_144, 8_192)]
    public void Logits_never_take_more_than_256_MiB(int vocabulary, int context)
    {
        var shape = ContextShape.ForOne(context, vocabulary, threads: 2, NumericPolicy.Exact);
        Assert.InRange((long)shape.BatchTokens * vocabulary * sizeof(float), 1, 256L << 20);
        Assert.InRange(shape.MicroBatchTokens, 1, shape.BatchTokens);
    }

    [Fact]
    public async Task Windows_of_a_model_with_a_large_vocabulary_are_decoded_in_parts_with_the_same_result()
    {
        using var scorer = native.Open("base.gguf");
        var text = scorer.Prepare(s_book[..1000]);
        var whole = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, text));
        using var model = native.Load(LabFiles.PathOf("base.gguf"), vocabularyOnly: false);
        using var context = model.CreateContext(ContextShape.ForOne(512, 3072, 1, NumericPolicy.Exact) with { BatchTokens = 100, MicroBatchTokens = 100 });
        context.Clear();
        context.Add(model.BosToken ?? 0, 0, 0, output: true);
        var next = 0;
        for (var i = 0; i < text.Tokens.Length - 1; i++)
        {
            next = context.IsBatchFull ? Compare(context.Decode(), whole, next) : next;
            context.Add(text.Tokens[i], i + 1, 0, output: true);
        }

        Assert.Equal(whole.Count, Compare(context.Decode(), whole, next));
    }

    private static int Compare(LogitRows rows, TokenScores expected, int next)
    {
        for (var row = 0; row < rows.Count; row++, next++)
        {
            // Weights here are 16-bit as stored, in the scorer widened: activations are rounded differently.
            Assert.Equal(expected.LogProb[next], LogitReduction.Reduce(rows[row], expected.Tokens[next]).LogProb, 2e-2);
        }

        return next;
    }
}
