using System.Text.Json;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

[Collection(LabRunCollection.Name)]
public sealed class RunTests(LabRun lab) : IDisposable
{
    private readonly ProbeScene _scene = lab.Copy();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void The_result_is_one_object_with_run_counts_and_attacks()
    {
        var result = lab.Outcome.AssertSucceeded().Json;

        Assert.Equal(1, result.GetProperty("run").GetInt64());
        var counts = result.GetProperty("counts");
        Assert.Equal(["documents", "scored", "failed", "cached", "tokensDecoded", "unreadable", "leftOut"], counts.EnumerateObject().Select(property => property.Name));
        Assert.Equal([LabRun.Documents, LabRun.Documents, 0, 0], counts.EnumerateObject().Take(4).Select(property => property.Value.GetInt64()));
        Assert.All(result.GetProperty("attacks").EnumerateArray(), attack =>
        {
            Assert.Equal(["0.1", "0.01", "0.001"], attack.GetProperty("tprAtFpr").EnumerateObject().Select(property => property.Name));
            if (LabRun.Unscored.Contains(attack.GetProperty("id").GetString()))
            {
                Assert.Equal(JsonValueKind.Null, attack.GetProperty("auc").ValueKind);
                return;
            }

            Assert.Equal(LabRun.Documents, attack.GetProperty("n").EnumerateObject().Sum(property => property.Value.GetInt32()));
            var (low, auc, high) = (attack.GetProperty("aucLow").GetDouble(), attack.GetProperty("auc").GetDouble(), attack.GetProperty("aucHigh").GetDouble());
            Assert.True(low >= 0 && low <= auc && auc <= high && high <= 1, $"{low} {auc} {high}");
        });
    }

    [Fact]
    public async Task Every_auc_is_the_share_of_pairs_in_which_the_member_scores_higher()
    {
        var scores = (await _scene.RunAsync("runs", "export", "1", "--format", "jsonl", "--store", _scene.Store)).AssertSucceeded().JsonLines
            .ToLookup(line => line.GetProperty("attack").GetString());

        Assert.All(lab.Outcome.Json.GetProperty("attacks").EnumerateArray().Where(attack => !LabRun.Unscored.Contains(attack.GetProperty("id").GetString())), attack =>
        {
            var labelled = scores[attack.GetProperty("id").GetString()]
                .Select(line => (Label: line.GetProperty("label").GetString(), Score: line.GetProperty("score").GetDouble())).ToList();
            var pairs = labelled.Where(d => d.Label == "member")
                .SelectMany(member => labelled.Where(d => d.Label == "nonmember").Select(other => member.Score.CompareTo(other.Score)))
                .ToList();
            Assert.Equal(pairs.Average(sign => (sign + 1) / 2.0), attack.GetProperty("auc").GetDouble(), 12);
        });
    }

    [Fact]
    public void The_plan_foretells_the_tokens_and_leaves_nothing_behind()
    {
        var plan = lab.Plan.AssertSucceeded().Json;

        Assert.Equal(LabRun.Documents, plan.GetProperty("documents").GetInt64());
        Assert.Equal(lab.Outcome.Json.GetProperty("counts").GetProperty("tokensDecoded").GetInt64(), plan.GetProperty("tokensToDecode").GetInt64());
        Assert.Equal(["target", "reference"], plan.GetProperty("passes").EnumerateArray().Select(pass => pass.GetProperty("role").GetString()));
        Assert.False(lab.PlanMadeStore);
    }

    [Fact]
    public async Task The_same_run_again_decodes_nothing_and_scores_the_same()
    {
        var again = (await _scene.ProbeAsync("--reference", ProbeScene.Base, "--corpus", ProbeScene.Passages, "--limit", $"{LabRun.Documents}", "--output", "json", "--resamples", "100")).AssertSucceeded().Json;

        Assert.Equal([12, 12, 0, 12, 0, 0, 0], again.GetProperty("counts").EnumerateObject().Select(property => property.Value.GetInt64()));
        Assert.Equal(lab.Outcome.Json.GetProperty("attacks").GetRawText(), again.GetProperty("attacks").GetRawText());
        Assert.Equal((await ExportAsync(1)).Output, (await ExportAsync(2)).Output);
    }

    [Fact]
    public async Task A_plan_counts_what_is_stored_as_cached()
    {
        var plan = (await _scene.ProbeAsync("--corpus", ProbeScene.Passages, "--limit", $"{LabRun.Documents + 1}", "--attacks", "loss", "--dry-run", "--output", "json")).AssertSucceeded().Json;

        var pass = Assert.Single(plan.GetProperty("passes").EnumerateArray());
        Assert.Equal((13, 12, 1), (pass.GetProperty("texts").GetInt32(), pass.GetProperty("cached").GetInt32(), pass.GetProperty("forwardPasses").GetInt32()));
    }

    [Fact]
    public async Task A_plan_for_people_names_tokens_passes_what_is_cached_and_memory()
    {
        var plan = (await _scene.ProbeAsync("--corpus", ProbeScene.Passages, "--limit", $"{LabRun.Documents}", "--attacks", "loss,min-k(k=0.1)", "--dry-run")).AssertSucceeded();

        Assert.Equal("documents  12", plan.OutputLines[0]);
        Assert.Equal("attacks    loss, min-k(k=0.1)", plan.OutputLines[1]);
        Assert.Contains("12 texts (plain) · 12 cached · 0 cannot be scored", plan.Output, StringComparison.Ordinal);
        Assert.Contains("0 forward passes · 0 tokens to decode · about ", plan.Output, StringComparison.Ordinal);
        Assert.EndsWith("nothing was kept\n", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resuming_a_finished_run_says_what_the_run_said()
    {
        var shown = (await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store, "--output", "json")).AssertSucceeded();
        Assert.Equal(shown.Output, (await _scene.RunAsync("resume", "1", "--store", _scene.Store, "--output", "json")).AssertSucceeded().Output);
    }

    [Fact]
    public async Task Without_an_unfinished_run_there_is_nothing_to_resume() =>
        (await _scene.RunAsync("resume", "--store", _scene.Store))
            .AssertFailed(2, $"Every run in {_scene.Store} is finished; 'mia-probe runs list' shows them.");

    [Fact]
    public async Task Rescoring_takes_other_parameters_and_refuses_evidence_that_is_not_there()
    {
        var rescored = (await _scene.RunAsync("rescore", "1", "--attacks", "min-k(k=0.1),min-k(k=0.5)", "--store", _scene.Store, "--output", "json")).AssertSucceeded().Json;

        Assert.Equal(["min-k(k=0.1)", "min-k(k=0.5)"], rescored.GetProperty("attacks").EnumerateArray().Select(attack => attack.GetProperty("id").GetString()));
        Assert.Equal(2 * LabRun.Documents, (await ExportAsync(2)).JsonLines.Length);

        (await _scene.ProbeAsync("--corpus", ProbeScene.Passages, "--limit", "1", "--attacks", "loss", "--quiet")).AssertSucceeded();
        (await _scene.RunAsync("rescore", "3", "--attacks", "lowercase", "--store", _scene.Store))
            .AssertFailed(2, "--attacks: lowercase needs target/lowercase evidence, which run 3 did not gather: start a new run with it (what is stored is reused).");
    }

    [Fact]
    public async Task Runs_are_listed_and_shown_again_as_they_were()
    {
        var list = (await _scene.RunAsync("runs", "list", "--store", _scene.Store)).AssertSucceeded();
        Assert.Equal(2, list.OutputLines.Length);
        Assert.Matches(@"^run  kind        started \(UTC\) +status +documents +scored +failed +models$", list.OutputLines[0]);
        Assert.Matches(@"^  1  membership  \d{4}-\d\d-\d\d \d\d:\d\d  finished +12 +12 +0  target\.gguf against base\.gguf$", list.OutputLines[1]);

        var shown = (await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store, "--output", "json")).AssertSucceeded();
        Assert.Equal(lab.Outcome.Output, shown.Output);
    }

    [Fact]
    public async Task Quiet_leaves_standard_error_empty_and_the_result_alone_on_standard_output()
    {
        var quiet = await _scene.Variable("Output__Quiet", "true").ProbeAsync("--corpus", ProbeScene.Passages, "--limit", "2", "--attacks", "loss", "--output", "json");

        Assert.Empty(quiet.AssertSucceeded().Error);
        Assert.Equal(JsonValueKind.Object, quiet.Json.ValueKind);
    }

    private Task<Outcome> ExportAsync(int run) => _scene.RunAsync("runs", "export", $"{run}", "--store", _scene.Store);
}
