using System.Text.Json.Nodes;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Bundles;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Reporting.Tests.Bundles;

/// <summary>Bundles of chat records: what of a text is scored goes with it.</summary>
public sealed class ChatBundleTests
{
    private static readonly ModelRole[] s_roles = [ModelRole.Target, ModelRole.Reference];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bundle_is_found_to_be_whole_and_computed_again(bool keepText)
    {
        using var run = await ReportRun.OfChatAsync(6, keepText);
        var check = Check(Write(run));
        Assert.Empty(check.Mismatches);
        Assert.Contains(check.Recomputed, part => part is { What: "AUCs", Done: 4, Of: 4 });
    }

    [Theory]
    [InlineData("s17 c20 c9 s7 c10")]
    [InlineData("c17 s20 s9 s7 c10")]
    [InlineData("c17 s20 c9")]
    public async Task Another_mask_is_found(string mask)
    {
        using var run = await ReportRun.OfChatAsync(6);
        var folder = Write(run);
        Edit(folder, "documents.jsonl", line => line["mask"] = mask);
        Assert.NotEmpty(Check(folder).Mismatches);
    }

    [Fact]
    public async Task The_models_say_again_what_they_said_of_the_answers()
    {
        using var run = await ReportRun.OfChatAsync(6);
        var replay = await ReplayAsync(run, ReplaySample.Read(Write(run), s_roles, 100, 0));
        Assert.Empty(replay.Mismatches);
        Assert.Equal([6, 6], replay.Models.Select(model => model.Rows));
        Assert.All(replay.Models, model => Assert.Equal(0, model.LargestDifference));
    }

    [Fact]
    public async Task Tokens_that_are_not_the_answers_are_found()
    {
        using var run = await ReportRun.OfChatAsync(6);
        var folder = Write(run);
        Edit(folder, "token-scores.jsonl", line => line["tokens"]![3] = 65);
        var replay = await ReplayAsync(run, ReplaySample.Read(folder, s_roles, 100, 0));
        Assert.Contains(replay.Mismatches, mismatch => mismatch.Contains("are not the scored ones of the conversation of document 'c0'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_texts_nothing_can_be_asked_and_the_reason_is_given()
    {
        using var run = await ReportRun.OfChatAsync(6, keepText: false);
        var sample = ReplaySample.Read(Write(run), [ModelRole.Target], 100, 0);
        Assert.Equal((0, 12), sample.Scores);
        Assert.Equal(["6 rows of chat records whose text is not in the bundle", "6 rows of models that are not at hand"], sample.NotDrawn);
    }

    private static string Write(ReportRun run)
    {
        var folder = Path.Combine(run.Folder, "bundle");
        var record = run.Store.FindRun(run.Run) ?? throw new InvalidOperationException("no run");
        EvidenceBundle.Write(run.Store, run.Store, record, RunCommandLine.Of(record.Settings), "0.0-test", folder);
        return folder;
    }

    private static BundleCheck Check(string folder) => BundleCheck.Of(folder, () => SqliteProbeStore.Open($"{folder}-scratch.db"), new ManualTimeProvider().GetUtcNow());

    private static async Task<BundleReplay> ReplayAsync(ReportRun run, ReplaySample sample)
    {
        var replay = new BundleReplay(sample);
        foreach (var role in s_roles)
        {
            using var scorer = run.Models.Open(role, run.Settings);
            Assert.True(replay.IsSame(role, scorer.Model));
            await replay.ScoreAsync(role, scorer, default);
        }

        return replay;
    }

    /// <summary>Changes the first line and writes the manifest anew, as a forger would.</summary>
    private static void Edit(string folder, string file, Action<JsonObject> edit)
    {
        var path = Path.Combine(folder, file);
        var lines = File.ReadAllLines(path);
        var first = JsonNode.Parse(lines[0])!.AsObject();
        edit(first);
        lines[0] = first.ToJsonString();
        File.WriteAllText(path, string.Concat(lines.Select(line => line + "\n")));
        var manifest = BundleManifest.FromJson(File.ReadAllText(Path.Combine(folder, BundleManifest.FileName)));
        File.WriteAllText(
            Path.Combine(folder, BundleManifest.FileName),
            (manifest with { Files = [.. manifest.Files.Select(one => EvidenceBundle.Describe(Path.Combine(folder, one.Name)))] }).ToJson());
    }
}
