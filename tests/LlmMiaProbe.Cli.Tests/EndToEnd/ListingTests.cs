using System.Text.Json;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

[Collection(LabRunCollection.Name)]
public sealed class ListingTests(LabRun lab) : IDisposable
{
    private readonly ProbeScene _scene = lab.Copy();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Runs_are_listed_for_scripts()
    {
        var run = Assert.Single((await JsonAsync("runs", "list", "--store", _scene.Store)).EnumerateArray());
        Assert.Equal((1, "membership", "finished", LabRun.Documents), (run.GetProperty("run").GetInt32(), Text(run, "kind"), Text(run, "status"), run.GetProperty("documents").GetInt32()));
        Assert.Equal(["target.gguf", "base.gguf"], run.GetProperty("models").EnumerateArray().Where(model => Text(model, "role") is "target" or "reference").OrderByDescending(model => Text(model, "role")).Select(model => Text(model, "name")));
    }

    [Fact]
    public async Task Attacks_are_listed_and_shown_for_scripts()
    {
        var all = (await JsonAsync("attacks", "list")).EnumerateArray().ToList();
        Assert.Equal(AttackSelection.All.Select(attack => attack.Id), all.Select(attack => Text(attack, "id")));
        var shown = await JsonAsync("attacks", "show", "min-k");
        Assert.Equal(JsonSerializer.Serialize(all.Single(attack => Text(attack, "attack") == "min-k")), JsonSerializer.Serialize(shown));
        Assert.Equal(0.2, Assert.Single(shown.GetProperty("parameters").EnumerateArray()).GetProperty("default").GetDouble());
    }

    [Fact]
    public async Task Settings_are_listed_for_scripts()
    {
        var settings = (await JsonAsync("config", "show", "--seed", "7")).GetProperty("settings").EnumerateArray().ToList();
        Assert.Equal(SettingCatalog.All.Select(setting => setting.Key), settings.Select(setting => Text(setting, "setting")));
        Assert.Equal("7", Text(settings.Single(setting => Text(setting, "setting") == "Run:Seed"), "value"));
    }

    [Fact]
    public async Task A_corpus_is_summed_up_for_scripts()
    {
        var corpus = _scene.Write("c.jsonl", "{\"id\": \"a\", \"text\": \"the same\", \"label\": \"member\"}\n{\"id\": \"b\", \"text\": \"the same\", \"label\": \"nonmember\"}\nnot json\n");
        var summary = await JsonAsync("corpus", "check", corpus);
        Assert.Equal((2, 16), (summary.GetProperty("documents").GetInt32(), summary.GetProperty("bytes").GetInt32()));
        Assert.Equal(1, summary.GetProperty("labels").GetProperty("member").GetProperty("documents").GetInt32());
        var pair = summary.GetProperty("duplicates").GetProperty("exact").GetProperty("memberAgainstNonMember").GetProperty("examples")[0];
        Assert.Equal(("a", "b"), (Text(pair, "first"), Text(pair, "second")));
        Assert.Equal((1, 3), (summary.GetProperty("defects").GetProperty("count").GetInt32(), summary.GetProperty("defects").GetProperty("first")[0].GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task Scores_are_exported_as_csv_line_for_line()
    {
        var lines = (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store)).AssertSucceeded().JsonLines;
        var csv = (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store, "--format", "csv")).AssertSucceeded().OutputLines;
        Assert.Equal("document,label,attack,score,status,reason,headline,pValue,adjustedPValue,discovery", csv[0]);
        Assert.Equal(lines.Length + 1, csv.Length);
        var scored = lines.Select((line, i) => (line, i)).First(entry => Text(entry.line, "attack") == "loss");
        Assert.StartsWith($"{Text(scored.line, "document")},{Text(scored.line, "label")},loss,{scored.line.GetProperty("score").GetRawText()},scored,,", csv[scored.i + 1], StringComparison.Ordinal);
        (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store, "--format", "xml")).AssertFailed(2, "option --format: 'xml' is not allowed; expected one of jsonl, csv, parquet");
    }

    private async Task<JsonElement> JsonAsync(params string[] args) => (await _scene.RunAsync([.. args, "--output", "json"])).AssertSucceeded().Json;

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
