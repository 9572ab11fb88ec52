using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Attacks;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Attacks;

/// <summary>What holds for every attack that the catalogue finds, whoever adds it.</summary>
public sealed class AttackContractTests
{
    private const string Memorised = "The Committee met on Tuesday at the Town Hall, and Mrs. Alder read the Minutes of the last Meeting.";
    private const string Shuffled = "Minutes Tuesday at read Meeting. the Mrs. The of last Hall, the Alder Town met the Committee on and";

    private static readonly ScriptedModel Target = new("target") { Memorised = [Memorised] };
    private static readonly ScriptedModel Base = new("base");

    public static TheoryData<string> Ids => AttackCatalogTests.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_text_without_scored_tokens_is_not_applicable(string id)
    {
        foreach (var sameTokenizer in new[] { true, false })
        {
            var attack = Scores.Attack(id);
            var score = attack.Score(Scores.Evidence(attack, _ => Scores.Of([]), sameTokenizer: sameTokenizer));
            Assert.Null(score.Value);
            Assert.False(string.IsNullOrWhiteSpace(score.Reason));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_single_token_has_a_finite_score_or_a_reason(string id) => AssertSound(id, _ => Scores.Of([-3.5f]));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Constant_log_probabilities_have_a_finite_score_or_a_reason(string id)
    {
        AssertSound(id, _ => Scores.Of(Enumerable.Repeat(-2f, 30)));
        AssertSound(id, _ => Scores.Of(Enumerable.Repeat(-2f, 30), entropy: 2, variance: 0));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Certain_tokens_have_a_finite_score_or_a_reason(string id) =>
        AssertSound(id, _ => Scores.Of(Enumerable.Repeat(0f, 30), entropy: 0, variance: 0));

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_token_of_probability_zero_is_a_reason_and_no_crash(string id)
    {
        AssertSound(id, _ => Scores.Of([-1, float.NegativeInfinity, -2]));
        AssertSound(id, _ => Scores.Of([float.NegativeInfinity]));
    }

    [Property]
    public Property Any_columns_have_a_finite_score_or_a_reason_the_same_each_time()
    {
        var logProb = Gen.OneOf(Gen.Choose(-30_000, 0).Select(n => n / 1000f), Gen.Elements(0f, -float.Epsilon, -1e-9f, -1e30f));
        var texts = from logProbs in logProb.ListOf()
                    from entropy in Gen.Choose(0, 12_000).Select(n => n / 1000f)
                    from variance in Gen.Elements(0f, 1e-20f, 1e-6f, 1f, 40f)
                    select (logProbs, entropy, variance);
        return Prop.ForAll(texts.Two().ToArbitrary(), pair => Assert.All(AttackCatalog.All, attack => AssertSound(attack.Description.Id, request =>
        {
            var (logProbs, entropy, variance) = request.Model.Name == "target" ? pair.Item1 : pair.Item2;
            return Scores.Of(logProbs, entropy, variance);
        })));
    }

    /// <summary>A scripted text is memorised evenly, so its slope says nothing.</summary>
    public static TheoryData<string> DocumentAttacksButSlope => [.. AttackCatalog.All.OfType<IDocumentAttack>().Select(attack => attack.Description.Id).Where(id => id != "slope")];

    [Theory]
    [MemberData(nameof(DocumentAttacksButSlope))]
    public async Task A_memorised_text_scores_above_the_same_words_shuffled(string id)
    {
        // The scripted model is never sure of itself, so SURP's bound on the entropy has to be lifted.
        var attack = Scores.Attack(id == "surp" ? "surp(entropy=10)" : id);
        var memorised = attack.Score(await Scores.Gather(attack, Memorised, Target, Base));
        var shuffled = attack.Score(await Scores.Gather(attack, Shuffled, Target, Base));
        Assert.True(memorised.Value > shuffled.Value, $"{memorised} is not above {shuffled}");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task An_attack_reads_all_that_it_declares_and_nothing_else(string id)
    {
        var attack = Scores.Attack(id);
        var complete = await Scores.Gather(attack, Memorised, Target, Base);
        foreach (var withheld in attack.Evidence)
        {
            var given = attack.Evidence.Where(request => request != withheld).ToList();
            var rest = given.Where(request => !request.Model.IsShadow && request.Pool is null).ToDictionary(request => request.Name, request => complete[request]);
            var pools = given.Where(request => request.Pool is not null).ToDictionary(request => request.Name, complete.Pool);
            Assert.Throws<InvalidOperationException>(() => attack.Features(new DocumentEvidence(
                complete.Facts,
                rest,
                sameTokenizer: true,
                given.Contains(EvidenceRequest.ShadowsIn) ? complete.ShadowsIn : null,
                given.Contains(EvidenceRequest.ShadowsOut) ? complete.ShadowsOut : null,
                pools)));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task An_attack_reads_no_column_that_it_does_not_declare(string id)
    {
        var attack = Scores.Attack(id);
        var complete = await Scores.Gather(attack, Memorised, Target, Base);
        var columns = attack.Attack.Description.Columns;
        var given = attack.Evidence.Where(request => !request.Model.IsShadow && request.Pool is null).ToDictionary(request => request.Name, request => Only(complete[request], columns, request));
        var pools = attack.Evidence.Where(request => request.Pool is not null).ToDictionary(request => request.Name, complete.Pool);
        var features = attack.Features(new DocumentEvidence(complete.Facts, given, sameTokenizer: true, Shadows(EvidenceRequest.ShadowsIn, () => complete.ShadowsIn), Shadows(EvidenceRequest.ShadowsOut, () => complete.ShadowsOut), pools));
        Assert.Equal(id is "combined" or "combined-reference", features.Reason is not null);

        IReadOnlyList<double>? Shadows(EvidenceRequest request, Func<IReadOnlyList<double>> read) => attack.Evidence.Contains(request) ? read() : null;
    }

    [Theory]
    [InlineData("min-k-plus-plus", "there are log-probabilities of the given tokens, but not whole distributions")]
    [InlineData("correctness", "there are log-probabilities of the given tokens, but not the likeliest token at each position")]
    public async Task An_attack_whose_column_is_missing_says_so(string id, string reason)
    {
        var attack = Scores.Attack(id);
        var complete = await Scores.Gather(attack, Memorised, Target, Base);
        var bare = attack.Evidence.ToDictionary(request => request.Name, request => Only(complete[request], ScoreColumns.None, request));
        Assert.Equal(reason, attack.Features(new DocumentEvidence(complete.Facts, bare, sameTokenizer: true)).Reason);
    }

    // Tables and pairs of models are local, and use the columns for things of their own.
    private static TokenScores Only(TokenScores scores, ScoreColumns columns, EvidenceRequest request) =>
        columns.HasFlag(ScoreColumns.Moments) || (request.Model != ModelRole.Target && request.Model != ModelRole.Reference)
            ? scores
            : TokenScores.OfLogProbs(
                scores.Tokens,
                scores.LogProb,
                scores.UnscoredFirstToken,
                columns.HasFlag(ScoreColumns.Rank) ? scores.Rank : null,
                columns.HasFlag(ScoreColumns.Top1) ? (scores.Top1, scores.Top1LogProb) : null);

    private static void AssertSound(string id, Func<EvidenceRequest, TokenScores> scores)
    {
        foreach (var sameTokenizer in new[] { true, false })
        {
            var attack = Scores.Attack(id);
            var score = attack.Score(Scores.Evidence(attack, scores, sameTokenizer: sameTokenizer));
            Assert.Equal(score.Value is null, score.Reason is not null);
            Assert.True(score.Value is not { } value || double.IsFinite(value));
            Assert.NotEqual("", score.Reason);
            Assert.Equal(score, attack.Score(Scores.Evidence(attack, scores, sameTokenizer: sameTokenizer)));
        }
    }
}
