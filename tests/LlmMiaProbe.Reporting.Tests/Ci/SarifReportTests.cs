using System.Text.Json;
using LlmMiaProbe.Reporting.Ci;

namespace LlmMiaProbe.Reporting.Tests.Ci;

/// <summary>What SARIF 2.1.0 (OASIS, 27 March 2020) asks for, by section.</summary>
public sealed class SarifReportTests
{
    private readonly JsonElement _log = JsonSerializer.Deserialize<JsonElement>(SarifReport.Of(GateScene.Subject, GateScene.Outcomes("a \u202E sentence"), "1.2.3", GateScene.Noon).ToJsonString());

    private JsonElement Run => Assert.Single(_log.GetProperty("runs").EnumerateArray());

    [Fact]
    public void The_log_has_version_schema_and_one_run_of_one_tool()
    {
        Assert.Equal("2.1.0", _log.GetProperty("version").GetString());
        Assert.EndsWith("sarif-2.1.0.json", _log.GetProperty("$schema").GetString(), StringComparison.Ordinal);
        var driver = Run.GetProperty("tool").GetProperty("driver");
        Assert.Equal(("mia-probe", "1.2.3"), (driver.GetProperty("name").GetString(), driver.GetProperty("version").GetString()));
        Assert.Equal("2026-01-01T12:00:00Z", Assert.Single(Run.GetProperty("invocations").EnumerateArray()).GetProperty("endTimeUtc").GetString());
        Assert.True(Run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
    }

    [Fact]
    public void Rules_are_the_gates_each_once_and_results_those_that_did_not_pass()
    {
        var rules = Run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().ToList();
        Assert.Equal(["auc(loss) > 0.6", "failed > 0", "tpr(min-k(k=0.2), 0.01) >= 0.1"], rules.Select(rule => rule.GetProperty("id").GetString()));
        Assert.All(rules, rule => Assert.Equal("error", rule.GetProperty("defaultConfiguration").GetProperty("level").GetString()));
        var results = Run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(2, results.Count);
        Assert.All(results, result =>
        {
            Assert.Equal(("error", "fail"), (result.GetProperty("level").GetString(), result.GetProperty("kind").GetString()));
            Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
            Assert.Equal("a [U+202E] sentence", result.GetProperty("message").GetProperty("text").GetString());
            Assert.Equal("run 3", result.GetProperty("locations")[0].GetProperty("logicalLocations")[0].GetProperty("name").GetString());
        });
    }

    [Fact]
    public void Results_are_there_when_all_pass() =>
        Assert.Equal(0, SarifReport.Of(GateScene.Subject, [GateScene.Outcomes()[1]], "1.2.3", GateScene.Noon)["runs"]?[0]?["results"]?.AsArray().Count);
}
