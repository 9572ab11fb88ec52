using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Scoring;

public sealed class TopKReductionTests
{
    // Probabilities .5, .25, .125, .0625, .0625: ids out of order, with a tie at the end.
    private static readonly float[] s_row = [.. new[] { .125, .5, .0625, .25, .0625 }.Select(p => (float)Math.Log(p))];

    /// <summary>ln min(p_k, 1 - Σ): .5 and .5; .25 and .25; .125 and .125; .0625 and .0625; nothing.</summary>
    [Theory]
    [InlineData(4, 1, .5)]
    [InlineData(4, 2, .25)]
    [InlineData(4, 3, .125)]
    [InlineData(4, 4, .0625)]
    [InlineData(0, 2, .25)]
    [InlineData(3, 1, .5)]
    public void A_hidden_token_is_bounded_by_the_smallest_shown_and_by_what_is_left(int token, int k, double expected) =>
        Assert.Equal(Math.Log(expected), Bounds(s_row, token, [k])[0], 1e-6);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(0, 3)]
    [InlineData(2, 4)]
    [InlineData(4, 5)]
    [InlineData(4, 99)]
    public void A_shown_token_is_not_hidden_and_of_equal_ones_the_smaller_id_is_shown(int token, int k) => Assert.Equal(float.NaN, Bounds(s_row, token, [k])[0]);

    /// <summary>Against all probabilities sorted; several k, in any order, from one sweep.</summary>
    [Property]
    public Property It_agrees_with_sorting_the_whole_row() =>
        Prop.ForAll(Rows().ToArbitrary(), row =>
        {
            int[] sizes = [7, 1, row.Logits.Length, 3, 7, 20];
            var total = row.Logits.Sum(z => Math.Exp(z));
            List<int> order = [.. Enumerable.Range(0, row.Logits.Length).OrderByDescending(v => row.Logits[v]).ThenBy(v => v)];
            return sizes.Zip(Bounds(row.Logits, row.Token, sizes)).All(pair =>
            {
                List<double> shown = [.. order.Take(pair.First).Select(v => Math.Exp(row.Logits[v]) / total)];
                return order.IndexOf(row.Token) < pair.First
                    ? float.IsNaN(pair.Second)
                    : Math.Abs(Math.Exp(pair.Second) - Math.Min(shown[^1], 1 - shown.Sum())) < 1e-6;
            });
        });

    [Property]
    public Property What_an_attacker_puts_is_never_below_the_truth_and_comes_closer_with_every_token_shown() =>
        Prop.ForAll(LogitRows.Any.ToArbitrary(), row =>
        {
            var truth = (float)LogitReduction.Reduce(row.Logits, row.Token).LogProb;
            List<float> seen = [.. Bounds(row.Logits, row.Token, [1, 2, 3, 4, 5, 10, 20, 40]).Select(bound => new HiddenTokens([bound], false).Seen(0, truth))];
            return seen.TrueForAll(value => value >= truth) && seen.Zip(seen.Skip(1)).All(pair => pair.Second <= pair.First + 1e-4);
        });

    [Property]
    public Property One_likeliest_token_is_what_stored_scores_know_to_the_last_bit() =>
        Prop.ForAll(LogitRows.Any.ToArbitrary(), row =>
        {
            var builder = TokenScoresBuilder.For([row.Token], bos: true, [1, row.Logits.Length]);
            builder.Reduce(0, row.Logits);
            return HiddenTokens.BehindLikeliest(builder.Build()).Bounds[0].Equals(builder.Hidden[0].Bounds[0]) && builder.Hidden[0].ShowsAll == (row.Logits.Length == 1) && builder.Hidden[1].ShowsAll;
        });

    private static Gen<(float[] Logits, int Token)> Rows() =>
        from logits in Gen.Choose(-80, 80).Select(z => z / 8f).ArrayOf(41)
        from token in Gen.Choose(0, 40)
        select (logits, token);

    private static float[] Bounds(float[] logits, int token, int[] sizes)
    {
        var bounds = new float[sizes.Length];
        new TopKReduction(sizes).Reduce(logits, token, LogitReduction.Reduce(logits, token), bounds);
        return bounds;
    }
}
