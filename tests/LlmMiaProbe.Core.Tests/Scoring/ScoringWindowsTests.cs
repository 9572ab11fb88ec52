using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Scoring;

public sealed class ScoringWindowsTests
{
    private static readonly Arbitrary<(int Tokens, bool Bos, int Capacity)> Texts = (
        from tokens in Gen.Choose(0, 200)
        from bos in Gen.Elements(true, false)
        from capacity in Gen.Choose(2, 70)
        select (tokens, bos, capacity)).ToArbitrary();

    [Property(MaxTest = 1000)]
    public Property Every_token_is_scored_once_and_in_order_the_first_only_after_a_BOS() =>
        Prop.ForAll(Texts, text =>
            Plan(text).SelectMany(window => Enumerable.Range(window.FirstTarget, window.Targets))
                .SequenceEqual(Enumerable.Range(0, text.Tokens).Skip(text.Bos ? 0 : 1)));

    [Property(MaxTest = 1000)]
    public Property No_window_feeds_more_than_the_capacity() =>
        Prop.ForAll(Texts, text => Plan(text).All(window => window.InputTokens + (text.Bos ? 1 : 0) <= text.Capacity));

    [Property(MaxTest = 1000)]
    public Property Every_window_feeds_what_precedes_its_targets_and_no_token_that_does_not_exist() =>
        Prop.ForAll(Texts, text => Plan(text).All(window =>
            window.Start >= 0 && window.Targets > 0 && window.End <= text.Tokens
            && (text.Bos ? window.Start <= window.FirstTarget : window.Start < window.FirstTarget)));

    [Property(MaxTest = 1000)]
    public Property In_every_window_but_the_first_each_target_sees_half_the_capacity() =>
        Prop.ForAll(Texts, text => Plan(text).Skip(1).All(window =>
            window.FirstTarget - window.Start + (text.Bos ? 1 : 0) >= text.Capacity / 2));

    [Property(MaxTest = 1000)]
    public Property A_text_that_fits_is_one_window() =>
        Prop.ForAll(Texts, text =>
        {
            var inputs = text.Tokens - 1 + (text.Bos ? 1 : 0);
            var windows = Plan(text).Count;
            return inputs <= 0 ? windows == (text is { Bos: true, Tokens: 1 } ? 1 : 0) : (windows == 1) == (inputs <= text.Capacity);
        });

    [Property(MaxTest = 1000)]
    public Property Input_tokens_are_counted_with_overlap_and_with_one_BOS_a_window() =>
        Prop.ForAll(Texts, text =>
        {
            var fed = 0L;
            foreach (var window in Plan(text))
            {
                for (var token = window.Start; token < window.End - 1; token++)
                {
                    fed++;
                }

                fed += text.Bos ? 1 : 0;
            }

            return ScoringWindows.InputTokens(Plan(text), text.Bos) == fed;
        });

    [Fact]
    public void Ten_tokens_in_a_context_of_four_are_cut_as_drawn()
    {
        ScoringWindow[] drawn = [new(0, 0, 4), new(2, 4, 6), new(4, 6, 8), new(6, 8, 10)];
        Assert.Equal(drawn, ScoringWindows.Plan(10, bos: true, capacity: 4));
        Assert.Equal(16, ScoringWindows.InputTokens(drawn, bos: true));
    }

    [Fact]
    public void Without_a_BOS_the_window_holds_one_token_more()
    {
        ScoringWindow[] expected = [new(0, 1, 5), new(2, 5, 7), new(4, 7, 9), new(5, 9, 10)];
        Assert.Equal(expected, ScoringWindows.Plan(10, bos: false, capacity: 4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_context_of_less_than_two_tokens_is_refused(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ScoringWindows.Plan(10, bos: true, capacity));

    private static IReadOnlyList<ScoringWindow> Plan((int Tokens, bool Bos, int Capacity) text) =>
        ScoringWindows.Plan(text.Tokens, text.Bos, text.Capacity);
}
