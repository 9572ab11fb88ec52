using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage.Payloads;

namespace LlmMiaProbe.Storage.Tests.Payloads;

public sealed class TokenScoresCodecTests
{
    private static readonly Gen<TokenScores> s_anyScores =
        from seed in Gen.Choose(0, int.MaxValue)
        from count in Gen.Frequency((1, Gen.Choose(0, 2)), (4, Gen.Choose(3, 400)))
        from columns in Gen.Choose(0, (int)ScoreColumns.Bounds)
        select AnyColumns(AnyScores(new Random(seed), count), (ScoreColumns)columns);

    [Property]
    public Property Scores_come_back_bit_for_bit() => Prop.ForAll(s_anyScores.ToArbitrary(), scores =>
        BitsOf(TokenScoresCodec.Decode(TokenScoresCodec.Encode(scores))).SequenceEqual(BitsOf(scores)));

    [Property]
    public Property A_changed_byte_is_always_noticed() => Prop.ForAll(
        (from scores in s_anyScores from place in Gen.Choose(0, int.MaxValue) from change in Gen.Choose(1, 255) select (scores, place, change)).ToArbitrary(),
        damage =>
        {
            var payload = TokenScoresCodec.Encode(damage.scores);
            payload[damage.place % payload.Length] ^= (byte)damage.change;
            Assert.Throws<InvalidDataException>(() => TokenScoresCodec.Decode(payload));
        });

    [Property]
    public Property A_shorter_or_longer_payload_is_always_noticed() => Prop.ForAll(
        (from scores in s_anyScores from place in Gen.Choose(0, int.MaxValue) select (scores, place)).ToArbitrary(),
        damage =>
        {
            var payload = TokenScoresCodec.Encode(damage.scores);
            Assert.Throws<InvalidDataException>(() => TokenScoresCodec.Decode(payload.AsSpan(0, damage.place % payload.Length)));
            Assert.Throws<InvalidDataException>(() => TokenScoresCodec.Decode([.. payload, (byte)damage.place]));
        });

    [Fact]
    public void A_likeliest_token_beside_an_equally_likely_one_keeps_its_own_top_1()
    {
        var scores = new TokenScores([5, 5, 5], [-1f, -1f, -0f], [1, 1, 1], [3, 5, 5], [-1f, MathF.BitIncrement(-1f), 0f], [0f, 0f, 0f], [0f, 0f, 0f], 0);
        Assert.Equal(BitsOf(scores), BitsOf(TokenScoresCodec.Decode(TokenScoresCodec.Encode(scores))));
    }

    [Fact]
    public void No_tokens_and_an_unscored_first_token_come_back()
    {
        var scores = TokenScoresCodec.Decode(TokenScoresCodec.Encode(new TokenScores([], [], [], [], [], [], [], 42)));
        Assert.Equal(0, scores.Count);
        Assert.Equal(42, scores.UnscoredFirstToken);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(127, 127)]
    [InlineData(128, null)]
    [InlineData(null, null)]
    public void The_length_of_an_unscored_first_token_comes_back_unless_it_is_very_long(int? bytes, int? expected)
    {
        var scores = TokenScores.OfLogProbs([1, 2], [-1f, -2f], 42, rank: [1, 3]).WithUnscoredBytes(bytes);
        var read = TokenScoresCodec.Decode(TokenScoresCodec.Encode(scores));
        Assert.Equal((expected, 42, ScoreColumns.Rank), (read.UnscoredBytes, read.UnscoredFirstToken, read.Columns));
    }

    [Fact]
    public void Another_encoding_is_named()
    {
        var payload = TokenScoresCodec.Encode(Samples.Scores(1));
        payload[0] = 9;
        var error = Assert.Throws<InvalidDataException>(() => TokenScoresCodec.Decode(payload));
        Assert.Equal("its encoding is 9, this program knows 1 and 2", error.Message);
    }

    [Fact]
    public void A_negative_rank_is_refused() =>
        Assert.Throws<ArgumentException>(() => TokenScoresCodec.Encode(new TokenScores([1], [-1f], [-1], [2], [0f], [0f], [0f], null)));

    [Fact]
    public void Noisy_numbers_of_language_model_size_take_at_most_eighteen_bytes_a_token()
    {
        // Mantissas carry 23 bits of noise each and cannot shrink; raw columns would take 28 bytes.
        var payload = TokenScoresCodec.Encode(LanguageLikeScores(new Random(1), 200));
        Assert.InRange(payload.Length, 200 * 11, 200 * 18);
    }

    private static TokenScores AnyColumns(TokenScores scores, ScoreColumns columns) => columns.HasFlag(ScoreColumns.Bounds) ? TokenScores.OfBounds(scores.Tokens, scores.LogProb, scores.Top1LogProb, scores.Rank)
        : columns.HasFlag(ScoreColumns.Moments) ? scores
        : TokenScores.OfLogProbs(
            scores.Tokens,
            scores.LogProb,
            scores.UnscoredFirstToken,
            columns.HasFlag(ScoreColumns.Rank) ? scores.Rank : null,
            columns.HasFlag(ScoreColumns.Top1) ? (scores.Top1, scores.Top1LogProb) : null);

    private static T[] Known<T>(TokenScores scores, ScoreColumns column, Func<T[]> values) => scores.Columns.HasFlag(column) ? values() : [];

    private static TokenScores AnyScores(Random random, int count)
    {
        var scores = new TokenScores(Ids(), Floats(), Ranks(), Ids(), Floats(), Floats(), Floats(), random.Next(3) == 0 ? random.Next() : null);
        for (var t = 0; t < count; t++)
        {
            if (random.Next(2) == 0)
            {
                (scores.Rank[t], scores.Top1[t], scores.Top1LogProb[t]) = (1, scores.Tokens[t], scores.LogProb[t]);
            }
        }

        return scores;

        int[] Ids()
        {
            var limit = (int[])[1, 256, 50_257, int.MaxValue];
            return [.. Enumerable.Range(0, count).Select(_ => random.Next(limit[random.Next(4)]))];
        }

        int[] Ranks() => [.. Enumerable.Range(0, count).Select(_ => random.Next(10) == 0 ? int.MaxValue : random.Next(1, 500))];

        float[] Floats() => [.. Enumerable.Range(0, count).Select(_ => AnyFloat(random))];
    }

    private static float AnyFloat(Random random)
    {
        var extremes = (float[])[0f, -0f, float.Epsilon, -float.Epsilon, float.MinValue, float.MaxValue, float.NegativeInfinity, float.PositiveInfinity];
        var any = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        return random.Next(4) == 0 ? extremes[random.Next(extremes.Length)]
            : float.IsNaN(any) || random.Next(2) == 0 ? -10 * random.NextSingle()
            : any;
    }

    private static TokenScores LanguageLikeScores(Random random, int count)
    {
        var rank = Enumerable.Range(0, count).Select(_ => (int)Math.Exp(random.NextDouble() * random.NextDouble() * 8)).ToArray();
        var tokens = Column(() => (int)Math.Exp(random.NextDouble() * 8));
        var logProb = Column(() => -8 * random.NextSingle());
        int[] top1 = [.. rank.Select((r, t) => r == 1 ? tokens[t] : random.Next(500))];
        float[] top1LogProb = [.. rank.Select((r, t) => r == 1 ? logProb[t] : logProb[t] * random.NextSingle())];
        return new TokenScores(tokens, logProb, rank, top1, top1LogProb, Column(() => 5 * random.NextSingle()), Column(() => 7 * random.NextSingle()), null);

        T[] Column<T>(Func<T> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
    }

    private static int[] BitsOf(TokenScores scores) =>
    [
        scores.Count, (int)scores.Columns, .. scores.Tokens, .. Known(scores, ScoreColumns.Rank, () => scores.Rank), .. Known(scores, ScoreColumns.Top1, () => scores.Top1),
        .. ((float[])[.. scores.LogProb, .. Known(scores, ScoreColumns.Top1, () => scores.Top1LogProb), .. Known(scores, ScoreColumns.Moments, () => scores.Entropy), .. Known(scores, ScoreColumns.Moments, () => scores.Variance), .. Known(scores, ScoreColumns.Bounds, () => scores.High)]).Select(BitConverter.SingleToInt32Bits),
        scores.UnscoredFirstToken ?? -1,
    ];
}
