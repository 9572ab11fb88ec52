using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Attacks;

/// <summary>Attacks on produced text, against values worked out by hand or by plain counting.</summary>
public sealed class PooledAttackTests
{
    private const string Rest = " five six seven eight nine ten";

    [Fact]
    public void Samia_is_the_mean_share_of_the_true_words_that_samples_have()
    {
        // 3 of 6 words; all 6, in another order and case; none.
        var pool = Pools.Of("one two three four", Rest, "", "Five, six; seven?", "ten nine eight SEVEN six five", "one two");
        Assert.Equal((0.5 + 1 + 0) / 3, Score("samia", pool), 1e-12);
    }

    [Fact]
    public void Samia_times_zlib_weighs_each_sample_by_its_compressed_bytes()
    {
        string[] samples = ["five six seven", "ten nine eight seven six five"];
        var expected = samples.Zip([0.5, 1.0], (sample, recall) => recall * (DocumentFacts.Of(sample).ZlibLength ?? double.NaN)).Average();
        Assert.Equal(expected, Score("samia(zlib=1)", Pools.Of("one", Rest, "", samples)), 1e-9);
    }

    [Fact]
    public void Cdd_is_the_share_of_samples_within_a_twentieth_of_the_longest_continuation()
    {
        // Tokens are bytes: 40 of them allow two edits.
        var greedy = new string('a', 40);
        string[] samples = [greedy, greedy[2..], greedy[3..], $"b{greedy[2..]}", new string('b', 40)];
        Assert.Equal(0.6, Score("cdd", Pools.Of("one", Rest, greedy, samples)), 1e-12);
        Assert.Equal(0.2, Score("cdd(alpha=0)", Pools.Of("one", Rest, greedy, samples)), 1e-12);
    }

    [Fact]
    public void Cdd_looks_at_the_first_hundred_tokens_only()
    {
        var start = new string('a', 100);
        Assert.Equal(1, Score("cdd(alpha=0)", Pools.Of("one", Rest, start + "rest", start + "other", start)));
    }

    [Fact]
    public void N_gram_coverage_is_the_highest_of_the_samples_or_their_mean()
    {
        // A stretch of three words of six, one of two, which does not count, and everything.
        string[] samples = ["so five six seven eleven", "nine ten", "one two"];
        var pool = Pools.Of("one", Rest, "", samples);
        Assert.Equal(0.5, Score("ngram-coverage", pool), 1e-12);
        Assert.Equal(0.5 / 3, Score("ngram-coverage(mean=1)", pool), 1e-12);
        Assert.Equal((0.5 + (1 / 3.0)) / 3, Score("ngram-coverage(n=2,mean=1)", pool), 1e-12);
    }

    [Property]
    public Property N_gram_coverage_agrees_with_plain_counting()
    {
        var word = Gen.Elements("a", "b", "c");
        var cases = from rest in word.NonEmptyListOf()
                    from sample in word.NonEmptyListOf()
                    from n in Gen.Choose(1, 4)
                    where rest.Count >= n
                    select (rest, sample, n);
        return Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var covered = new bool[given.rest.Count];
            for (var at = 0; at + given.n <= given.rest.Count; at++)
            {
                if (Enumerable.Range(0, Math.Max(0, given.sample.Count - given.n + 1)).Any(i => given.sample.Skip(i).Take(given.n).SequenceEqual(given.rest.Skip(at).Take(given.n))))
                {
                    Array.Fill(covered, true, at, given.n);
                }
            }

            var pool = Pools.Of("x", string.Join(' ', given.rest), "", string.Join(' ', given.sample));
            Assert.Equal(covered.Count(c => c) / (double)covered.Length, Score($"ngram-coverage(n={given.n})", pool), 1e-12);
        });
    }

    [Theory]
    [InlineData("samia(reference=1)", 0.5)]
    [InlineData("ngram-coverage(reference=1)", 0)]
    [InlineData("ngram-coverage(reference=1,mean=1)", 0.5)]
    [InlineData("cdd(reference=1)", 0.5)]
    public void With_reference_the_reference_models_value_is_subtracted(string attack, double expected)
    {
        var target = Pools.Of("one", Rest, Rest, Rest, Rest);
        var reference = Pools.Of("one", Rest, Rest, Rest, "nothing");
        Assert.Equal(expected, Score(attack, target, reference), 1e-12);
        Assert.Equal(-expected, Score(attack, reference, target), 1e-12);
    }

    [Fact]
    public void Attacks_that_agree_in_the_pool_s_parameters_ask_for_one_pool()
    {
        var requests = AttackSelection.Parse("samia(zlib=1),cdd(alpha=0.1),ngram-coverage(n=5)").SelectMany(attack => attack.Evidence).Distinct().ToList();
        Assert.Equal("target/pool(samples=20,given=0.5,tokens=256,temperature=1,top-p=0.95)", Assert.Single(requests).Name);
        Assert.NotEqual(requests[0], Scores.Attack("samia(samples=10)").Evidence[0]);
        Assert.NotEqual(requests[0].Name, Scores.Attack("samia(temperature=0.8)").Evidence[0].Name);
    }

    [Fact]
    public void Attacks_on_produced_text_run_only_when_named() =>
        Assert.DoesNotContain(AttackSelection.Defaults, attack => attack.Evidence.Any(request => request.Pool is not null));

    [Fact]
    public void Copies_that_differ_in_case_quotes_and_soft_hyphens_count_as_copies()
    {
        var pool = Pools.Of("He", " said \u201Cnever again\u201D to the cat\u2019s owner", "", "SAID \"nev\u00ADer again\" TO the cat's OWNER");
        Assert.Equal((1, 1), (Score("samia", pool), Score("ngram-coverage", pool)));
    }

    [Fact]
    public void Copies_with_other_line_ends_spaces_and_ligatures_count_as_copies()
    {
        var pool = Pools.Of("He", " could \uFB01nd\r\nthe\u00A0cat\r\n\r\nand the dog", "", "could find the\ncat  and the dog");
        Assert.Equal((1, 1), (Score("samia", pool), Score("ngram-coverage", pool)));
    }

    [Fact]
    public void Misread_letters_cost_the_words_that_they_stand_in()
    {
        var pool = Pools.Of("x", " the quick brown fox jumps over", "", "the qu1ck brown fox jumps over");
        Assert.Equal(5 / 6.0, Score("samia", pool), 1e-12);
        Assert.Equal(4 / 6.0, Score("ngram-coverage", pool), 1e-12);
    }

    [Fact]
    public void Lists_that_both_models_continue_stand_out_from_nothing()
    {
        const string Rest = " 11, 12, 13, 14, 15, 16, 17, 18, 19, 20";
        var pool = Pools.Of("1, 2, 3, 4, 5, 6, 7, 8, 9, 10,", Rest, Rest, Rest, Rest);
        Assert.All(["samia", "cdd", "ngram-coverage"], id => Assert.Equal((1, 0), (Score(id, pool), Score($"{id}(reference=1)", pool, pool))));
    }

    [Fact]
    public void A_refusal_is_peaked_and_covers_nothing_and_cancels_against_a_reference_that_refuses()
    {
        const string Refusal = "I cannot help with that.";
        var pool = Pools.Of("one", Rest, Refusal, Refusal, Refusal);
        Assert.Equal((0, 0, 1, 0), (Score("samia", pool), Score("ngram-coverage", pool), Score("cdd", pool), Score("cdd(reference=1)", pool, pool)));
    }

    [Fact]
    public void Scripts_without_spaces_are_compared_character_by_character()
    {
        var pool = Pools.Of("\u6625", " \u7720\u4E0D\u89C9\u6653", "", "\u7720\u4E0D\u89C9\u5F00");
        Assert.Equal((0.75, 0.75), (Score("samia", pool), Score("ngram-coverage", pool)));
    }

    [Theory]
    [InlineData("samia")]
    [InlineData("ngram-coverage")]
    [InlineData("cdd")]
    public void A_model_that_produces_nothing_gives_a_reason_and_no_score(string id) =>
        Assert.Contains("ends the text at once", Reason(id, Pools.Of("one", Rest, "", "", " \n")), StringComparison.Ordinal);

    [Fact]
    public void An_end_without_enough_words_gives_a_reason_and_no_score()
    {
        Assert.Contains("there is no word", Reason("samia", Pools.Of("one", " -- !", "x", "x")), StringComparison.Ordinal);
        Assert.Contains("fewer than 3 words", Reason("ngram-coverage", Pools.Of("one", " two three", "x", "x")), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_the_model_was_given_and_repeats_does_not_count()
    {
        var pool = Pools.Of("one two three four", Rest, "one two three four", "one two three four", "one two three four");
        Assert.Equal((0, 0), (Score("samia", pool), Score("ngram-coverage", pool)));
    }

    [Fact]
    public void An_output_that_was_cut_off_counts_with_what_there_is()
    {
        var pool = Pools.Of("one", Rest, "", " five six seven eig\uFFFD");
        Assert.Equal((0.5, 0.5), (Score("samia", pool), Score("ngram-coverage", pool)));
    }

    private static double Score(string attack, SamplePool target, SamplePool? reference = null) => Judge(attack, target, reference).Value ?? double.NaN;

    private static string Reason(string attack, SamplePool pool) => Judge(attack, pool, null).Reason ?? "";

    private static AttackScore Judge(string selection, SamplePool target, SamplePool? reference)
    {
        var attack = Scores.Attack(selection);
        var pools = attack.Evidence.ToDictionary(request => request.Name, request => request.Model == ModelRole.Target ? target : reference ?? target);
        var document = new DocumentEvidence(DocumentFacts.Of("Some text."), new Dictionary<string, TokenScores>(), sameTokenizer: true, pools: pools);
        return ((IDocumentAttack)attack.Attack).Score(document, attack.Settings);
    }
}
