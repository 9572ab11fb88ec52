using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Tests;

public sealed class EvidenceExportTests
{
    private static readonly TokenScores Two = new([5, 6], [-0.5f, -1.25f], [1, 12], [5, 9], [-0.5f, -0.25f], [1.5f, 2.5f], [0.75f, 3f], null);

    [Fact]
    public void A_line_has_the_documented_properties_in_order()
    {
        using var scene = new ReportScene("d0");
        scene.Answer(0, "target/plain", Two);
        var line = Assert.Single(Export(scene));
        Assert.Equal(
            ["document", "model", "variant", "unscoredFirstToken", "tokens", "logProb", "rank", "top1", "top1LogProb", "entropy", "variance"],
            ReportScene.Names(line));
        Assert.Equal(
            $$"""
            {"document":"d0","model":{"role":"target","fingerprint":"{{ReportScene.Target.Fingerprint}}"},"variant":"plain","unscoredFirstToken":null,"tokens":[5,6],"logProb":[-0.5,-1.25],"rank":[1,12],"top1":[5,9],"top1LogProb":[-0.5,-0.25],"entropy":[1.5,2.5],"variance":[0.75,3]}
            """,
            line.GetRawText());
    }

    [Fact]
    public void There_is_a_line_for_each_document_model_and_variant_target_first()
    {
        using var scene = new ReportScene("d0", "d1", "d2");
        foreach (var request in new[] { "reference/plain", "target/lowercase", "target/plain" })
        {
            scene.Answer(0, request, Two);
            scene.Answer(2, request, Two);
        }

        string[] all = ["target plain", "target lowercase", "reference plain"];
        Assert.Equal(
            all.Select(which => $"d0 {which}").Concat(all.Select(which => $"d2 {which}")),
            Export(scene).Select(line => $"{line.GetProperty("document")} {line.GetProperty("model").GetProperty("role")} {line.GetProperty("variant")}"));
        Assert.Equal(
            [ReportScene.Target.Fingerprint.Value, ReportScene.Target.Fingerprint.Value, ReportScene.Reference.Fingerprint.Value],
            Export(scene).Take(3).Select(line => line.GetProperty("model").GetProperty("fingerprint").GetString()));
    }

    [Fact]
    public void One_variant_can_be_asked_for()
    {
        using var scene = new ReportScene("d0");
        scene.Answer(0, "target/plain", Two);
        scene.Answer(0, "target/lowercase", Two);
        Assert.Equal("lowercase", Assert.Single(Export(scene, "lowercase")).GetProperty("variant").GetString());
        Assert.Empty(Export(scene, "no-such-variant"));
    }

    [Fact]
    public void The_token_that_nothing_predicts_is_named()
    {
        using var scene = new ReportScene("d0");
        scene.Answer(0, "target/plain", new TokenScores([], [], [], [], [], [], [], unscoredFirstToken: 77));
        var line = Assert.Single(Export(scene));
        Assert.Equal(77, line.GetProperty("unscoredFirstToken").GetInt32());
        Assert.Equal(0, line.GetProperty("tokens").GetArrayLength());
    }

    [Fact]
    public void Probability_zero_is_null_because_JSON_has_no_infinity()
    {
        using var scene = new ReportScene("d0");
        scene.Answer(0, "target/plain", new TokenScores([5, 6], [float.NegativeInfinity, -1], [9, 1], [6, 6], [-1, -1], [1, 1], [1, 1], null));
        Assert.Equal("[null,-1]", Assert.Single(Export(scene)).GetProperty("logProb").GetRawText());
    }

    [Property]
    public Property Arrays_have_equal_length_and_come_back_to_the_bit()
    {
        var token = from logProb in Gen.Choose(int.MinValue, -1).Select(n => n * 1e-7f)
                    from rank in Gen.Choose(1, 1000)
                    from id in Gen.Choose(0, 300_000)
                    from entropy in Gen.Choose(0, int.MaxValue).Select(n => n * 1e-9f)
                    select (logProb, rank, id, entropy);
        return Prop.ForAll(token.ArrayOf().ToArbitrary(), AwkwardText.Any.ToArbitrary(), (tokens, id) =>
        {
            var (ids, logProbs) = (Array.ConvertAll(tokens, t => t.id), Array.ConvertAll(tokens, t => t.logProb));
            var (ranks, entropies) = (Array.ConvertAll(tokens, t => t.rank), Array.ConvertAll(tokens, t => t.entropy));
            using var scene = new ReportScene(id);
            scene.Answer(0, "target/plain", new TokenScores(ids, logProbs, ranks, ids, logProbs, entropies, entropies, null));
            var line = Assert.Single(Export(scene));
            Assert.Equal(id, line.GetProperty("document").GetString());
            Assert.Equal(ids, line.GetProperty("tokens").Deserialize<int[]>());
            Assert.Equal(ids, line.GetProperty("top1").Deserialize<int[]>());
            Assert.Equal(ranks, line.GetProperty("rank").Deserialize<int[]>());
            Assert.Equal(logProbs, line.GetProperty("logProb").Deserialize<float[]>());
            Assert.Equal(logProbs, line.GetProperty("top1LogProb").Deserialize<float[]>());
            Assert.Equal(entropies, line.GetProperty("entropy").Deserialize<float[]>());
            Assert.Equal(entropies, line.GetProperty("variance").Deserialize<float[]>());
        });
    }

    private static List<JsonElement> Export(ReportScene scene, string? variant = null) =>
        ReportScene.Lines(output => EvidenceExport.Write(scene.Store, scene.Run, variant, output));
}
