using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class EvaluatorTests
{
    private static readonly JsonSerializerOptions CamelCase = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    [Fact]
    public void Documents_are_counted_by_label_and_by_reason()
    {
        var evaluation = Evaluator.Evaluate("loss",
        [
            Scored(Membership.Member, 3), Scored(Membership.Member, 1), Scored(Membership.NonMember, 2), Scored(Membership.Unknown, 9),
            Missing(Membership.Member, "too short"), Missing(Membership.Unknown, "too short"), Missing(Membership.NonMember, "no reference"),
        ], 100, 1);

        Assert.Equal(("loss", 2, 1, 1), (evaluation.Attack, evaluation.Members, evaluation.NonMembers, evaluation.Unknown));
        Assert.Equal([new("too short", 2), new("no reference", 1)], evaluation.NotApplicable);
        Assert.Equal(.5, evaluation.Auc?.Value);
        Assert.Null(evaluation.AucReason);
    }

    [Fact]
    public void A_low_false_positive_rate_needs_one_divided_by_it_non_members()
    {
        var evaluation = Evaluator.Evaluate("loss", Many(members: 30, nonMembers: 40), 100, 1);

        Assert.Equal([.1, .01, .001], evaluation.TprAtFpr.Select(t => t.Bound));
        Assert.NotNull(evaluation.TprAtFpr[0].Estimate);
        Assert.Null(evaluation.TprAtFpr[0].Reason);
        Assert.Equal(new TprAtFprEstimate(.01, null, "needs at least 100 non-members; there are 40"), evaluation.TprAtFpr[1]);
        Assert.Equal(new TprAtFprEstimate(.001, null, "needs at least 1,000 non-members; there are 40"), evaluation.TprAtFpr[2]);
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(99, 1)]
    [InlineData(100, 2)]
    [InlineData(999, 2)]
    [InlineData(1000, 3)]
    public void The_needed_number_of_non_members_is_exact(int nonMembers, int supported) =>
        Assert.Equal(supported, Evaluator.Evaluate("loss", Many(5, nonMembers), 10, 1).TprAtFpr.Count(t => t.Estimate is not null));

    [Fact]
    public void Estimates_are_those_of_the_curve_with_computed_and_drawn_intervals()
    {
        var documents = Many(120, 150);
        var labelled = documents.Select(d => new LabelledScore(d.Score.Value.GetValueOrDefault(), d.Label == Membership.Member)).ToArray();
        var curve = Labelled.Curve(labelled);
        var intervals = Bootstrap.Run(labelled, [.1, .01, .001], 200, 4);

        var evaluation = Evaluator.Evaluate("loss", documents, 200, 4);

        Assert.Equal(AucEstimate.Of(labelled), evaluation.Auc);
        var exact = ClopperPearson.Of((int)Math.Round(120 * curve.TprAtFpr(.01)), 120);
        Assert.Equal(
            new Estimate(curve.TprAtFpr(.01), Math.Min(intervals.TprAtFpr[1].Low, exact.Low), Math.Max(intervals.TprAtFpr[1].High, exact.High)),
            evaluation.TprAtFpr[1].Estimate);
        Assert.Equal(intervals.Basis, evaluation.Intervals);
    }

    [Theory]
    [InlineData(0, 0, "no member and no non-member")]
    [InlineData(3, 0, "labels no non-member")]
    [InlineData(0, 3, "labels no member")]
    public void Without_both_labels_there_is_no_auc_and_a_sentence_says_why(int members, int nonMembers, string expected)
    {
        var evaluation = Evaluator.Evaluate("loss", [.. Many(members, nonMembers), Scored(Membership.Unknown, 1)], 100, 1);

        Assert.Null(evaluation.Auc);
        Assert.Null(evaluation.Intervals);
        Assert.Contains(expected, evaluation.AucReason, StringComparison.Ordinal);
        Assert.All(evaluation.TprAtFpr, t => Assert.Equal((null, evaluation.AucReason), (t.Estimate, t.Reason)));
        Assert.Equal(3, evaluation.TprAtFpr.Count);
    }

    [Fact]
    public void Labels_without_scores_are_told_from_missing_labels()
    {
        var evaluation = Evaluator.Evaluate("loss", [.. Many(3, 0), Missing(Membership.NonMember, "too short"), Missing(Membership.NonMember, "too short")], 100, 1);

        Assert.Equal("None of the 2 labelled non-members has a score, so nothing can be compared.", evaluation.AucReason);
    }

    [Fact]
    public void Perfect_results_of_few_documents_are_not_certain()
    {
        ScoredDocument[] separated = [.. Enumerable.Range(0, 20).Select(i => Scored(i < 10 ? Membership.Member : Membership.NonMember, i < 10 ? 20 : i))];

        var evaluation = Evaluator.Evaluate("loss", separated, 100, 1);

        // Clopper and Pearson 1934: of 10 successes in 10 trials the lower end is .025^(1/10).
        Assert.Equal((1, 1), (evaluation.Auc?.Value, evaluation.Auc?.High));
        Assert.InRange(evaluation.Auc?.Low ?? 1, .5, .9);
        Assert.Equal(Math.Pow(.025, .1), evaluation.TprAtFpr[0].Estimate?.Low ?? 0, 1e-6);
    }

    [Fact]
    public void Near_duplicates_count_once_where_a_rate_needs_non_members()
    {
        var copied = Many(20, 40).Select((d, i) => d with { Group = $"{i % 8}", Copies = $"{i % 8}" });

        Assert.Equal("needs at least 10 non-members; there are 40, of 8 different texts", Evaluator.Evaluate("loss", [.. copied], 20, 1).TprAtFpr[0].Reason);
    }

    [Fact]
    public void Groups_reach_the_bootstrap()
    {
        var documents = Many(60, 60).Select((d, i) => d with { Group = $"author {i / 5}" }).ToArray();

        var basis = Evaluator.Evaluate("loss", documents, 100, 1).Intervals;

        Assert.Equal((ResamplingUnit.Group, 24), (basis?.Unit, basis?.Units));
    }

    [Property]
    public Property The_order_of_the_documents_does_not_matter() => Prop.ForAll(
        (from documents in Documents from shuffled in Gen.Shuffle(documents) select (documents, shuffled)).ToArbitrary(),
        x => Assert.Equal(ToJson(x.documents), ToJson(x.shuffled)));

    [Property]
    public Property Json_holds_everything_and_gives_it_back() => Prop.ForAll(Documents.ToArbitrary(), documents =>
    {
        var json = ToJson(documents);
        var read = JsonSerializer.Deserialize<AttackEvaluation>(json, CamelCase);
        Assert.Equal(json, JsonSerializer.Serialize(read, CamelCase));
    });

    [Fact]
    public void Json_names_are_camel_case_and_units_are_words()
    {
        var json = JsonSerializer.Serialize(Evaluator.Evaluate("loss", Many(20, 20), 50, 1), CamelCase);
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;

        Assert.Equal(["attack", "members", "nonMembers", "unknown", "notApplicable", "auc", "aucReason", "tprAtFpr", "intervals"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["value", "low", "high"], root.GetProperty("auc").EnumerateObject().Select(p => p.Name));
        Assert.Equal(["bound", "estimate", "reason"], root.GetProperty("tprAtFpr")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal("document", root.GetProperty("intervals").GetProperty("unit").GetString());
    }

    private static Gen<ScoredDocument[]> Documents { get; } =
        from size in Gen.Choose(0, 40)
        from documents in
            (from label in Gen.Elements(Membership.Member, Membership.NonMember, Membership.Unknown)
             from score in Gen.Choose(-1, 6)
             from groupName in Gen.Elements(null, "a", "b", "c", "d", "e")
             select new ScoredDocument(label, groupName, score < 0 ? AttackScore.NotApplicable($"reason {label}") : AttackScore.Of(score / 3.0))).ArrayOf(size)
        select documents;

    private static string ToJson(ScoredDocument[] documents) =>
        JsonSerializer.Serialize(Evaluator.Evaluate("min-k(k=0.2)", documents, 20, 9), CamelCase);

    private static ScoredDocument Scored(Membership label, double score) => new(label, null, AttackScore.Of(score));

    private static ScoredDocument Missing(Membership label, string reason) => new(label, null, AttackScore.NotApplicable(reason));

    private static ScoredDocument[] Many(int members, int nonMembers)
    {
        var random = new Xoshiro256StarStar(8, false);
        return
        [
            .. Enumerable.Range(0, members).Select(_ => Scored(Membership.Member, random.NextDouble() + .2)),
            .. Enumerable.Range(0, nonMembers).Select(_ => Scored(Membership.NonMember, random.NextDouble())),
        ];
    }
}
