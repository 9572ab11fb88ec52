using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Attacks;

namespace LlmMiaProbe.Core.Tests.Attacks;

/// <summary>Without a BOS a model does not score its first token; what is compared must be the same text on either side.</summary>
public sealed class ComparedSpanTests
{
    private static readonly Vocabulary s_pieces = new([.. new[] { "na", "\u00efve", "\u00ef", "ve", "n", "a\u00efve", " na" }.Select(Encoding.UTF8.GetBytes)]);

    [Fact]
    public void Tokens_that_only_one_model_scores_stay_out()
    {
        var (all, rest) = (Of([5, 6, 7], [-9, -1, -2]), Of([6, 7], [-3, -3], unscored: 5));
        Assert.Equal((1.5, -0.5), (Difference(all, rest), Ratio(all, rest)));
        Assert.Equal((-1.5, -2), (Difference(rest, all), Ratio(rest, all)));
        Assert.Equal(Difference(Of([6, 7], [-1, -2]), Of([6, 7], [-3, -3])), Difference(all, rest));
    }

    [Property]
    public Property What_one_model_says_of_its_first_token_changes_nothing_if_the_other_does_not_score_it() => Prop.ForAll(
        ArbMap.Default.ArbFor<(NonEmptyArray<(byte, byte)>, byte)>(),
        given =>
        {
            var values = given.Item1.Get;
            int[] tokens = [.. Enumerable.Range(0, values.Length + 1)];
            float[] target = [.. values.Select(value => -1 - (value.Item1 / 16f))];
            float[] reference = [.. values.Select(value => -1 - (value.Item2 / 16f))];
            var rest = Of(tokens[1..], reference, unscored: 0);
            var (bare, first) = (Of(tokens[1..], target), Of(tokens, [-given.Item2, .. target]));
            Assert.Equal(Difference(bare, rest), Difference(first, rest));
            Assert.Equal(Ratio(bare, rest), Ratio(first, rest));
        });

    [Fact]
    public void Other_tokens_and_token_by_token_attacks_name_the_way_out()
    {
        Assert.Equal(AlignedTokens.OtherTokens, Score("reference-difference", Of([5, 6], [-1, -1]), Of([5, 7], [-1, -1])).Reason);
        foreach (var attack in new[] { "ez-mia", "wbc" })
        {
            Assert.Contains("--bos never", Score(attack, Of([5, 6, 7], [-9, -1, -2]), Of([6, 7], [-3, -3], unscored: 5)).Reason, StringComparison.Ordinal);
        }
    }

    /// <summary>"naïve" has 6 bytes; behind "na", 4 are left, and both tokenizers begin a token there.</summary>
    [Fact]
    public void With_two_tokenizers_bytes_that_only_one_model_scores_stay_out()
    {
        var (target, reference) = (Of([0, 1], [-5, -2]), Of([2, 3], [-3, -4], unscored: 0));
        Assert.Equal((-2 / 4.0) - (-7 / 4.0), Difference(target, reference, isSame: false), 1e-12);
        Assert.Equal(-2 / 7.0, Ratio(target, reference, isSame: false), 1e-12);
        Assert.Equal((-7 / 4.0) - (-2 / 4.0), Difference(reference, target, isSame: false), 1e-12);
    }

    [Fact]
    public void With_two_tokenizers_there_may_be_no_place_where_both_begin_a_token() =>
        Assert.Equal(ComparedSpan.NoCommonPlace, Score("reference-difference", Of([0, 1], [-5, -2]), Of([5], [-3], unscored: 4), isSame: false).Reason);

    [Fact]
    public void A_space_that_a_tokenizer_puts_before_a_text_is_no_byte_of_it()
    {
        Assert.Equal((-7 / 6.0) - (-9 / 6.0), Difference(Of([6, 1], [-5, -2]), Of([0, 1], [-5, -4]), isSame: false), 1e-12);
        Assert.Equal((-2 / 4.0) - (-7 / 4.0), Difference(Of([1], [-2], unscored: 6), Of([2, 3], [-3, -4], unscored: 0), isSame: false), 1e-12);
    }

    [Fact]
    public void Where_nobody_knows_what_the_first_token_spells_nothing_is_compared()
    {
        var (target, reference) = (Of([1], [-2], unscored: 0), Of([2, 3], [-3, -4], unscored: 0));
        Assert.Equal(ComparedSpan.UnknownSpelling, Score("reference-difference", target, reference, isSame: false, vocabulary: null).Reason);

        // An endpoint shows what it spells.
        Assert.Equal((-2 / 4.0) - (-7 / 4.0), Difference(target.WithUnscoredBytes(2), reference.WithUnscoredBytes(2), isSame: false, vocabulary: null), 1e-12);
        Assert.Equal(ComparedSpan.NoCommonPlace, Score("reference-ratio", target.WithUnscoredBytes(2), reference.WithUnscoredBytes(1), isSame: false, vocabulary: null).Reason);
    }

    [Theory]
    [InlineData("recall(shots=1)", (-4 - 6) / (-1.0 - 2))]
    [InlineData("con-recall(shots=1,gamma=0.5)", ((-4 - 6) - (0.5 * (-4 - 6))) / (-1.0 - 2))]
    public void A_first_token_that_is_scored_after_a_prefix_only_is_no_part_of_the_ratio(string attack, double expected)
    {
        var configured = Scores.Attack(attack);
        var evidence = configured.Evidence.ToDictionary(request => request.Name, request => request.Variant == TextVariant.Plain ? Of([6, 7], [-1, -2], unscored: 5) : Of([5, 6, 7], [-20, -4, -6]));
        Assert.Equal(expected, configured.Score(new DocumentEvidence(DocumentFacts.Of("Some text."), evidence, sameTokenizer: true)).Value ?? double.NaN, 1e-12);
    }

    [Fact]
    public void The_second_copy_of_a_text_is_read_off_by_its_tokens()
    {
        var configured = Scores.Attack("repeat-amplification");
        AttackScore Amplified(TokenScores once, TokenScores twice) =>
            configured.Score(new DocumentEvidence(DocumentFacts.Of("Some text."), configured.Evidence.ToDictionary(request => request.Name, request => request.Variant == TextVariant.Plain ? once : twice), sameTokenizer: true));

        // The joint makes another token of the first one.
        Assert.Equal(-2 - -0.5, Amplified(Of([5, 6, 7], [-9, -1, -3]), Of([5, 6, 7, 8, 6, 7], [-9, -1, -3, -7, -0.5f, -0.5f])).Value);
        Assert.Equal(AlignedTokens.OtherReading, Amplified(Of([5, 6, 7], [-9, -1, -3]), Of([1, 2, 3, 4, 8, 7], [-1, -1, -1, -1, -1, -1])).Reason);
    }

    private static double Difference(TokenScores target, TokenScores reference, bool isSame = true) => Difference(target, reference, isSame, s_pieces);

    private static double Difference(TokenScores target, TokenScores reference, bool isSame, Vocabulary? vocabulary) =>
        Score("reference-difference", target, reference, isSame, vocabulary).Value ?? double.NaN;

    private static double Ratio(TokenScores target, TokenScores reference, bool isSame = true) => Score("reference-ratio", target, reference, isSame, s_pieces).Value ?? double.NaN;

    private static AttackScore Score(string attack, TokenScores target, TokenScores reference, bool isSame = true) => Score(attack, target, reference, isSame, s_pieces);

    private static AttackScore Score(string attack, TokenScores target, TokenScores reference, bool isSame, Vocabulary? vocabulary) => Scores.Attack(attack).Score(new DocumentEvidence(
        DocumentFacts.Of("na\u00efve"),
        new Dictionary<string, TokenScores> { ["target/plain"] = target, ["reference/plain"] = reference },
        isSame,
        vocabularies: (vocabulary, vocabulary)));

    private static TokenScores Of(int[] tokens, float[] logProb, int? unscored = null) =>
        new(tokens, logProb, new int[tokens.Length], tokens, logProb, new float[tokens.Length], new float[tokens.Length], unscored);
}
