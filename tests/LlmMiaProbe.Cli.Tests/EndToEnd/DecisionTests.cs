using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class DecisionTests : IDisposable
{
    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Unknown_documents_are_held_against_the_calibration_and_nothing_else()
    {
        var (corpus, calibration) = Split();
        var run = (await _scene.ProbeAsync("--reference", ProbeScene.Base, "--corpus", corpus, "--calibration", calibration, "--attacks", "reference-difference,loss", "--fdr", "0.25", "--resamples", "100", "--output", "json")).AssertSucceeded();

        Assert.Contains("8 documents of unknown membership are held against 12 calibration non-members; the smallest reachable p-value is 0.077.", run.Error, StringComparison.Ordinal);
        var result = run.Json;
        Assert.Equal([4, 4, 8, 12], result.GetProperty("labels").EnumerateObject().Select(label => label.Value.GetInt32()));
        Assert.Equal(["reference-difference"], result.GetProperty("headline").GetProperty("attacks").EnumerateArray().Select(attack => attack.GetString()));
        var decisions = result.GetProperty("decisions");
        Assert.Equal(("unknown", 8, 12, true), (decisions.GetProperty("tested").GetString(), decisions.GetProperty("testedDocuments").GetInt32(), decisions.GetProperty("calibrationDocuments").GetInt32(), decisions.GetProperty("ownCalibration").GetBoolean()));
        Assert.Equal(1 / 13.0, decisions.GetProperty("smallestPValue").GetDouble());
        Assert.Equal("reference-difference", decisions.GetProperty("decidedBy").GetString());
        Assert.All(result.GetProperty("attacks").EnumerateArray(), attack => Assert.Equal(16, attack.GetProperty("n").EnumerateObject().Sum(n => n.Value.GetInt32())));

        var lines = (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store)).AssertSucceeded().JsonLines.Where(line => line.GetProperty("attack").GetString() == "reference-difference").ToList();
        var nonMembers = lines.Where(line => IsCalibration(line)).Select(line => line.GetProperty("score").GetDouble()).ToList();
        var tested = lines.Where(line => line.GetProperty("label").GetString() == "unknown").ToList();
        Assert.Equal((12, 8), (nonMembers.Count, tested.Count));
        Assert.All(tested, line => Assert.Equal((1.0 + nonMembers.Count(score => score >= line.GetProperty("score").GetDouble())) / 13, line.GetProperty("pValue").GetDouble(), 12));
        Assert.All(lines.Except(tested), line => Assert.Equal(JsonValueKind.Null, line.GetProperty("pValue").ValueKind));
        Assert.Equal(decisions.GetProperty("attacks")[0].GetProperty("discoveries").GetInt32(), tested.Count(line => line.GetProperty("discovery").GetBoolean()));

        var shown = (await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store)).AssertSucceeded().Output;
        Assert.Contains("reference-difference (headline)", shown, StringComparison.Ordinal);
        Assert.Contains("blind baseline, no model", shown, StringComparison.Ordinal);
        Assert.Contains("\nunknown    ", shown, StringComparison.Ordinal);
        Assert.Contains("This is not proof of training", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_says_what_the_calibration_can_show()
    {
        var (corpus, calibration) = Split();
        string[] options = ["--corpus", corpus, "--calibration", calibration, "--attacks", "loss", "--fdr", "0.05", "--dry-run"];

        var shown = (await _scene.ProbeAsync(options)).AssertSucceeded().Output;
        Assert.Contains("supply at least 19 non-members, and 159 to find one document alone", string.Join(' ', shown.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        var plan = (await _scene.ProbeAsync([.. options, "--output", "json"])).AssertSucceeded().Json.GetProperty("decisions");
        Assert.Equal((JsonValueKind.Null, 159, 19), (plan.GetProperty("fewestTogether").ValueKind, plan.GetProperty("neededForOne").GetInt32(), plan.GetProperty("neededForAny").GetInt32()));
    }

    [Fact]
    public async Task A_document_under_test_cannot_calibrate()
    {
        var (corpus, _) = Split();
        var failed = await _scene.ProbeAsync("--corpus", corpus, "--calibration", _scene.Write("same.jsonl", File.ReadLines(corpus).Last() + "\n"), "--attacks", "loss");

        Assert.Equal(2, failed.ExitCode);
        Assert.Contains("(the id is used in both). Take them out of one of the two", failed.Error, StringComparison.Ordinal);
        Assert.Empty(failed.Output);
    }

    [Theory]
    [InlineData("--fdr", "1.5", "expected a number from 0.0001 to 0.5")]
    [InlineData("--mondrian", "colour", "expected one of none, length, group")]
    public async Task A_wrong_design_is_refused(string option, string value, string expected)
    {
        var failed = await _scene.ProbeAsync("--corpus", ProbeScene.Passages, option, value);
        Assert.Equal(2, failed.ExitCode);
        Assert.Contains(expected, failed.Error, StringComparison.Ordinal);
    }

    private static bool IsCalibration(JsonElement line) => line.GetProperty("document").GetString()?.StartsWith("calibration-", StringComparison.Ordinal) == true;

    /// <summary>Four members, four non-members and eight documents without a label; twelve further non-members.</summary>
    private (string Corpus, string Calibration) Split()
    {
        var passages = File.ReadLines(ProbeScene.Passages).Select(line => JsonNode.Parse(line)?.AsObject() ?? []).ToList();
        var members = passages.Where(passage => passage["label"]?.GetValue<string>() == "member").ToList();
        var others = passages.Where(passage => passage["label"]?.GetValue<string>() == "nonmember").ToList();
        string Line(JsonObject passage, string id, string label) => new JsonObject { ["id"] = id, ["text"] = passage["text"]?.GetValue<string>(), ["label"] = label }.ToJsonString() + "\n";
        string Id(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        var corpus = string.Concat(members.Take(4).Select((p, i) => Line(p, Id("member", i), "member")))
            + string.Concat(others.Take(4).Select((p, i) => Line(p, Id("other", i), "nonmember")))
            + string.Concat(members.Skip(4).Take(4).Concat(others.Skip(4).Take(4)).Select((p, i) => Line(p, Id("open", i), "unknown")));
        return (_scene.Write("corpus.jsonl", corpus), _scene.Write("calibration.jsonl", string.Concat(others.Skip(8).Take(12).Select((p, i) => Line(p, Id("calibration", i), "nonmember")))));
    }
}
