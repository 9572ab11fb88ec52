using System.Text.Json.Nodes;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Reporting.Tests;

public sealed class CanaryOutputTests
{
    private static readonly Canary First = new("canary-00", 4, "code A is ", "0123", ".");
    private static readonly Canary Second = new("canary-01", 0, "code B is ", "4567", ".");
    private static readonly double[] References = [.. Enumerable.Range(1, 16).Select(i => -20.0 - i)];

    [Fact]
    public void Canaries_and_curve_are_one_object_without_secrets()
    {
        var json = Json(Result() with
        {
            Reference = new ScriptedModel("base").Description,
            ControlScores = [CanaryScore.Of(First, -30, References), CanaryScore.Of(Second, -30, References)],
        });

        Assert.Equal(["target", "reference", "sealed", "template", "alphabet", "length", "secretBits", "references", "cap", "tokensDecoded", "canaries", "byRepetitions"], json.Select(property => property.Key));
        Assert.Equal(("target.gguf", 16, 4.0), (json["target"]?["name"]?.GetValue<string>(), json["references"]?.GetValue<int>(), json["cap"]?.GetValue<double>()));
        Assert.DoesNotContain("0123\"", json["canaries"]?.ToJsonString() ?? "", StringComparison.Ordinal);

        var canary = json["canaries"]?[0] ?? throw new InvalidOperationException();
        Assert.Equal(("canary-00", 4, -10.0), (canary["id"]?.GetValue<string>(), canary["repetitions"]?.GetValue<int>(), canary["logProb"]?.GetValue<double>()));
        Assert.Equal((1, 4.0, true), (canary["rank"]?.GetValue<int>(), canary["exposure"]?.GetValue<double>(), canary["isLowerBound"]?.GetValue<bool>()));
        Assert.Equal(1.0 / 17, canary["pValue"]?.GetValue<double>());
        Assert.Equal(Result().Scores[0].Extrapolated?.Stated, canary["extrapolated"]?.GetValue<double>());
        Assert.Equal(ExtrapolatedExposure.Warning, canary["extrapolatedWarning"]?.GetValue<string>());
        Assert.Null(json["canaries"]?[1]?["extrapolatedWarning"]);
        Assert.Equal(Result().Scores[0].Extrapolated?.Fit?.Scale, canary["fit"]?["scale"]?.GetValue<double>());
        Assert.Equal(11, canary["control"]?["rank"]?.GetValue<int>());

        Assert.Equal([0, 4], json["byRepetitions"]?.AsArray().Select(point => point?["repetitions"]?.GetValue<int>() ?? -1) ?? []);
        Assert.Equal(4.0, json["byRepetitions"]?[1]?["meanExposure"]?.GetValue<double>());
    }

    [Fact]
    public void What_is_missing_is_null()
    {
        var json = Json(Result() with { Scores = [new CanaryScore(First, null, null, null, "no numbers")] });

        var canary = json["canaries"]?[0]?.AsObject() ?? throw new InvalidOperationException();
        Assert.Null(json["reference"]);
        Assert.Equal("no numbers", canary["failure"]?.GetValue<string>());
        Assert.All(["logProb", "rank", "exposure", "isLowerBound", "pValue", "extrapolated", "fit", "control"], name => Assert.True(canary.ContainsKey(name) && canary[name] is null, name));
        Assert.Empty(json["byRepetitions"]?.AsArray() ?? [1]);
    }

    [Fact]
    public void Gates_are_held_against_the_same_numbers_whether_they_come_from_the_test_or_from_the_store()
    {
        var tested = (Result() with { Scores = [.. Result().Scores, new CanaryScore(First, null, null, null, "no numbers")] }).Exposures;
        var stored = CanaryOutput.Of(Result() with { Scores = [.. Result().Scores, new CanaryScore(First, null, null, null, "no numbers")] }).Exposures;
        Assert.Equal((1, 2), (tested.Failed, tested.Planted));
        Assert.Equal(tested.References, stored.References);
        Assert.Equal(tested.Canaries, stored.Canaries);
        Assert.Equal(tested.Curve, stored.Curve);
    }

    private static JsonObject Json(CanaryResult result) => JsonNode.Parse(CanaryOutput.Of(result).ToText())!.AsObject();

    private static CanaryResult Result() => new()
    {
        Set = new CanarySet { Template = new CanaryTemplate("code {site} is {secret}."), Alphabet = new SecretAlphabet("0123456789", 4), Canaries = [First, Second], IsSealed = false, Seed = "0" },
        References = 16,
        Target = new ScriptedModel("target").Description,
        Scores = [CanaryScore.Of(First, -10, References), CanaryScore.Of(Second, -35.5, References)],
        TokensDecoded = 5,
    };
}
