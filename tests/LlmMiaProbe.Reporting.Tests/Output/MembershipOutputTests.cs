using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Reporting.Tests.Output;

public sealed class MembershipOutputTests
{
    private static readonly RunRecord Run = new()
    {
        Id = 7,
        Started = new ManualTimeProvider().GetUtcNow(),
        Status = RunStatus.Finished,
        ToolVersion = "0.0-test",
        Settings = new RunSettings { Model = "m", Corpora = [], Attacks = ["min-k(k=0.25)"] },
        Counts = new RunCounts(10, 9, 1, 4, 12_345) { Unreadable = 1, LeftOut = 2 },
        Name = "before",
        Parent = 3,
        Models = [],
    };

    [Fact]
    public void A_result_has_the_documented_shape()
    {
        var expected = """
            {
              "run": 7,
              "name": "before",
              "parent": 3,
              "counts": { "documents": 10, "scored": 9, "failed": 1, "cached": 4, "tokensDecoded": 12345, "unreadable": 1, "leftOut": 2 },
              "notRead": [{ "file": "a.jsonl", "line": 3, "reason": "not valid", "leftOut": false }, { "file": "a/b.py", "line": 0, "reason": "no text", "leftOut": true }],
              "chat": null,
              "recognised": [],
              "endpoint": null,
              "usage": null,
              "labels": { "member": 5, "nonmember": 3, "unknown": 2, "calibration": 0 },
              "headline": {
                "attacks": ["min-k(k=0.25)"],
                "reason": "because",
                "statement": "Undecided: min-k(k=0.25) does not tell the labels apart (AUC .750, 95% interval .500 – .875; 5 members, 3 non-members), but with so few documents, or groups of them, not even a perfect attack would show in four of five cases. Whether text alone tells them apart was not measured.",
                "verdict": "undecided"
              },
              "dataHealth": null,
              "decisions": {
                "tested": "unknown",
                "testedDocuments": 2,
                "calibrationDocuments": 3,
                "ownCalibration": false,
                "mondrian": "none",
                "falseDiscoveryRate": 0.25,
                "testedUnits": 1,
                "calibrationUnits": 3,
                "smallestPValue": 0.25,
                "fewestTogether": 1,
                "neededForOne": 3,
                "neededForAny": 3,
                "warning": null,
                "decidedBy": "min-k(k=0.25)",
                "statement": "1 of 1 document scores above the supplied non-members at a false discovery rate of 25% (smallest reachable p: 0.25).",
                "caveat": "This is not proof of training; it compares with the supplied non-members and holds if they are exchangeable with the documents under test.",
                "textCaveat": null,
                "attacks": [
                  {
                    "id": "min-k(k=0.25)",
                    "headline": true,
                    "tested": 1,
                    "withoutScore": 1,
                    "calibration": 3,
                    "discoveries": 1,
                    "smallestPValue": 0.25,
                    "withCopiesInCalibration": 0,
                    "strata": [{ "name": "all", "tested": 1, "calibration": 3, "smallestPValue": 0.25, "testedUnits": 1, "calibrationUnits": 3, "discoveries": 1 }]
                  }
                ]
              },
              "collection": null,
              "notes": [],
              "bos": {},
              "attacks": [
                {
                  "id": "min-k(k=0.25)",
                  "attack": "min-k",
                  "headline": true,
                  "parameters": { "k": 0.25 },
                  "shotsGiven": null,
                  "auc": 0.75,
                  "aucLow": 0.5,
                  "aucHigh": 0.875,
                  "tprAtFpr": { "0.1": 0.25, "0.01": null, "0.001": null },
                  "tprAtFprInterval": { "0.1": [0.125, 0.5], "0.01": null, "0.001": null },
                  "n": { "member": 5, "nonmember": 3, "unknown": 1 },
                  "notApplicable": { "the document is empty": 1 },
                  "pAdjusted": null,
                  "intervals": "resampled by document",
                  "reason": null
                }
              ]
            }
            """;
        var actual = Printed.Of(MembershipOutput.Of(Run, EvaluationOf(Complete), [new CorpusDefect("a.jsonl", 3, "not valid"), new CorpusDefect("a/b.py", 0, "no text") { IsLeftOut = true }]));
        Assert.Equal(JsonNode.Parse(expected)?.ToJsonString(), actual.ToJsonString());
    }

    [Fact]
    public void Missing_numbers_are_null_and_the_reason_is_given()
    {
        var incomplete = Complete with
        {
            Attack = "loss",
            Auc = null,
            AucReason = "no document is labelled nonmember",
            TprAtFpr = [new TprAtFprEstimate(0.1, null, "no document is labelled nonmember")],
            Intervals = null,
            NotApplicable = [],
        };
        var attack = Printed.Of(MembershipOutput.Of(Run, EvaluationOf(incomplete), []))["attacks"]?[0]?.AsObject() ?? [];
        Assert.Equal(
            ["id", "attack", "headline", "parameters", "shotsGiven", "auc", "aucLow", "aucHigh", "tprAtFpr", "tprAtFprInterval", "n", "notApplicable", "pAdjusted", "intervals", "reason"],
            attack.Select(property => property.Key));
        Assert.All(new[] { "auc", "aucLow", "aucHigh", "intervals" }, name => Assert.Null(attack[name]));
        Assert.Equal("""{"0.1":null}""", attack["tprAtFpr"]?.ToJsonString());
        Assert.Equal("""{"0.1":null}""", attack["tprAtFprInterval"]?.ToJsonString());
        Assert.Equal("{}", attack["parameters"]?.ToJsonString());
        Assert.Equal("{}", attack["notApplicable"]?.ToJsonString());
        Assert.Equal("no document is labelled nonmember", attack["reason"]?.GetValue<string>());
    }

    [Fact]
    public void Attacks_keep_the_order_of_the_run() => Assert.Equal(
        ["zlib", "loss"],
        MembershipOutput.Of(Run, EvaluationOf(Complete with { Attack = "zlib" }, Complete with { Attack = "loss" }), []).Attacks.Select(attack => attack.Id));

    [Fact]
    public void Printed_text_stays_readable_and_comes_back()
    {
        const string Reason = "the text \"naïve — 東京\"\nends <here>";
        var result = MembershipOutput.Of(Run, EvaluationOf(Complete with { NotApplicable = [new NotApplicableCount(Reason, 2)] }), []);
        var printed = OutputText.Of(result);
        Assert.Contains("naïve — 東京", printed, StringComparison.Ordinal);
        using var parsed = JsonDocument.Parse(printed);
        Assert.Equal(2, parsed.RootElement.GetProperty("attacks")[0].GetProperty("notApplicable").GetProperty(Reason).GetInt32());
    }

    [Fact]
    public void Data_health_is_printed_as_it_is_kept()
    {
        var shift = new ShiftEstimate(new Estimate(0.625, 0.5, 0.75), false, null);
        var none = new DuplicateCount(0, []);
        var evaluation = EvaluationOf(Complete) with
        {
            Health = new DataHealth
            {
                Labels = new SetComparison
                {
                    First = 5, Second = 3, SampledFirst = 5, SampledSecond = 3, Words = shift, Length = shift, Years = new ShiftEstimate(null, false, "no year is named"),
                    Languages = new LanguageShift([new LanguageShare("日本語", 0.2, 0.1)], 0.1, false), Groups = 8, MixedGroups = 1,
                },
                Duplicates = new DuplicateReport(
                    new DuplicateTally(none, new DuplicateCount(2, [new DuplicatePair("naïve", Membership.Member, "<b>", Membership.NonMember, 1)]), none),
                    new DuplicateTally(none, none, none)),
                Copies = [[0, 3]],
            },
        };
        var kept = JsonNode.Parse(evaluation.ToJson())?["health"];
        Assert.NotNull(kept);
        Assert.Equal(kept.ToJsonString(), Printed.Of(MembershipOutput.Of(Run, evaluation, []))["dataHealth"]?.ToJsonString());
    }

    private static AttackEvaluation Complete => new()
    {
        Attack = "min-k(k=0.25)",
        Members = 5,
        NonMembers = 3,
        Unknown = 1,
        NotApplicable = [new NotApplicableCount("the document is empty", 1)],
        Auc = new Estimate(0.75, 0.5, 0.875),
        TprAtFpr =
        [
            new TprAtFprEstimate(0.1, new Estimate(0.25, 0.125, 0.5), null),
            new TprAtFprEstimate(0.01, null, "too few"),
            new TprAtFprEstimate(0.001, null, "too few"),
        ],
        Intervals = new IntervalBasis(ResamplingUnit.Document, 8, 1000, 0, "resampled by document"),
    };

    private static RunEvaluation EvaluationOf(params AttackEvaluation[] attacks) =>
        new()
        {
            Labels = new LabelCounts(5, 3, 2),
            Attacks = attacks,
            Headline = new HeadlineChoice(["min-k(k=0.25)"], "because"),
            Design = new TestDesign
            {
                Tested = Membership.Unknown,
                HasOwnCalibration = false,
                Mondrian = Mondrian.None,
                FalseDiscoveryRate = 0.25,
                Strata = [new TestStratum("all", 2, 3)],
            },
            Decisions = [new AttackDecisions { Attack = "min-k(k=0.25)", Tested = 1, WithoutScore = 1, Calibration = 3, Discoveries = 1, SmallestPValue = 0.25, Strata = [new StratumDecisions("all", 1, 3, 0.25, 1)] }],
        };
}
