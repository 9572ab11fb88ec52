using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Tests;

public sealed class ScoreExportTests
{
    [Fact]
    public void A_line_has_the_documented_properties_in_order()
    {
        using var scene = new ReportScene("d0");
        scene.Score(0, "min-k(k=0.2)", -1.25);
        var line = Assert.Single(Export(scene));
        Assert.Equal(["document", "label", "attack", "score", "status", "reason", "headline", "pValue", "adjustedPValue", "discovery"], ReportScene.Names(line));
        Assert.Equal("""{"document":"d0","label":"unknown","attack":"min-k(k=0.2)","score":-1.25,"status":"scored","reason":null,"headline":false,"pValue":1,"adjustedPValue":1,"discovery":false}""", line.GetRawText());
    }

    [Fact]
    public void Without_a_score_the_status_says_whether_the_document_failed_or_the_attack_did_not_apply()
    {
        using var scene = new ReportScene("d0", "d1", "d2");
        scene.Store.AddFailure(scene.Run, new DocumentFailure(2, "d2", "target/plain", "broken"));
        scene.Score(
            new StoredScore(0, "loss", AttackScore.Of(-3)),
            new StoredScore(1, "loss", AttackScore.NotApplicable("too short")),
            new StoredScore(2, "loss", AttackScore.NotApplicable("broken")));
        Assert.Equal(
            ["-3|scored|", "|not-applicable|too short", "|failed|broken"],
            Export(scene).Select(line => $"{line.GetProperty("score")}|{line.GetProperty("status")}|{line.GetProperty("reason")}"));
    }

    [Fact]
    public void There_is_a_line_for_each_document_and_attack_in_order()
    {
        using var scene = new ReportScene("d0", "d1", "d2", "d3");
        scene.Score([.. new long[] { 3, 0, 2 }.SelectMany(ordinal => new[] { "zlib", "loss" }.Select(attack => new StoredScore(ordinal, attack, AttackScore.Of(ordinal))))]);
        Assert.Equal(
            ["d0 unknown loss 0", "d0 unknown zlib 0", "d2 nonmember loss 2", "d2 nonmember zlib 2", "d3 unknown loss 3", "d3 unknown zlib 3"],
            Export(scene).Select(line => $"{line.GetProperty("document")} {line.GetProperty("label")} {line.GetProperty("attack")} {line.GetProperty("score")}"));
    }

    [Fact]
    public void Tested_documents_have_p_values_and_the_others_have_none()
    {
        // Labels go unknown, member, nonmember: of twelve documents, four each.
        using var scene = new ReportScene([.. Enumerable.Range(0, 12).Select(i => $"d{i}")]);
        scene.Score([.. Enumerable.Range(0, 12).Select(i => new StoredScore(i, "loss", AttackScore.Of(i == 9 ? 100 : i)))]);
        var lines = Export(scene).ToDictionary(line => line.GetProperty("document").GetString() ?? "");
        var nonMembers = lines.Values.Where(line => line.GetProperty("label").GetString() == "nonmember").Select(line => line.GetProperty("score").GetDouble()).ToList();
        var unknown = lines.Values.Where(line => line.GetProperty("label").GetString() == "unknown").ToList();
        Assert.Equal((4, 4), (unknown.Count, nonMembers.Count));
        Assert.All(unknown, line => Assert.Equal((1.0 + nonMembers.Count(s => s >= line.GetProperty("score").GetDouble())) / 5, line.GetProperty("pValue").GetDouble()));
        Assert.All(lines.Values.Except(unknown), line => Assert.Equal([JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null],
            new[] { "pValue", "adjustedPValue", "discovery" }.Select(name => line.GetProperty(name).ValueKind)));
        Assert.All(lines.Values, line => Assert.True(line.GetProperty("headline").GetBoolean()));
    }

    [Fact]
    public void A_run_without_scores_has_no_lines()
    {
        using var scene = new ReportScene("d0");
        Assert.Empty(Export(scene));
    }

    [Property]
    public Property Any_id_and_reason_stay_on_one_line_and_come_back() =>
        Prop.ForAll(AwkwardText.Any.Two().ToArbitrary(), pair =>
        {
            var (id, reason) = pair;
            using var scene = new ReportScene(id);
            scene.Score(new StoredScore(0, "loss", AttackScore.NotApplicable(reason)));
            var line = Assert.Single(Export(scene));
            Assert.Equal(id, line.GetProperty("document").GetString());
            Assert.Equal(reason, line.GetProperty("reason").GetString());
        });

    [Theory]
    [InlineData(0.1)]
    [InlineData(-1e-300)]
    [InlineData(double.MaxValue)]
    [InlineData(-5.521084054054055)]
    public void A_score_comes_back_to_the_bit(double score)
    {
        using var scene = new ReportScene("d0");
        scene.Score(0, "loss", score);
        Assert.Equal(score, Assert.Single(Export(scene)).GetProperty("score").GetDouble());
    }

    private static List<JsonElement> Export(ReportScene scene) =>
        ReportScene.Lines(output => ScoreExport.Write(scene.Store, scene.Run, output));
}
