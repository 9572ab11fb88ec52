using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>The printed commands under a Slurm that is started for the test; without one there is nothing to see.</summary>
public sealed class SlurmTests : IDisposable
{
    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [SlurmFact]
    public async Task An_array_with_a_killed_a_requeued_and_a_terminated_task_gives_what_one_machine_gives()
    {
        string[] run =
        [
            "run", "--model", ProbeScene.Target, "--reference", ProbeScene.Base, "--corpus", ProbeScene.Passages, "--limit", "120",
            "--attacks", "loss,lowercase,reference-difference", "--resamples", "100", "--threads", "1",
        ];
        var (plan, merged) = (_scene.PathOf("plan"), _scene.PathOf("plan/merged.db"));
        (await _scene.RunAsync([.. run, "--store", _scene.Store])).AssertSucceeded();
        (await _scene.RunAsync(["shard", "plan", .. run, "--tasks", "4", "-o", plan, "--store", _scene.PathOf("none.db")])).AssertSucceeded();
        using var slurm = await SlurmCluster.StartAsync();

        // The first task is killed without a warning as soon as it holds something, the second goes back into the queue, and the third is told to
        // end, as by its time limit, and puts itself back.
        var (isKilled, isRequeued, isTerminated, seen) = (false, false, false, new List<string>());
        await slurm.SubmitAsync(
            async queue =>
            {
                seen.Add(queue);
                if (!isKilled && HasBegun(plan, 0))
                {
                    isKilled = Kill(plan, 0);
                }

                if (!isRequeued && HasBegun(plan, 1) && queue.Split('\n').FirstOrDefault(line => line.Contains("_1 R", StringComparison.Ordinal)) is { } second)
                {
                    isRequeued = true;
                    await slurm.CommandAsync("scontrol", "requeue", second.Split(' ')[^1]);
                }

                if (!isTerminated && HasAnswers(plan, 2) && queue.Split('\n').FirstOrDefault(line => line.Contains("_2 R", StringComparison.Ordinal)) is { } third)
                {
                    isTerminated = true;
                    await slurm.CommandAsync("scancel", "--signal=TERM", "--batch", third.Split(' ')[^1]);
                }
            },
            Path.Combine(plan, "array-target.sbatch"));
        Assert.True(isKilled && isRequeued && isTerminated, $"{isKilled} {isRequeued} {isTerminated} {string.Join('|', seen)}");
        var status = await _scene.RunAsync("shard", "status", plan, "--output", "json");
        Assert.Equal("0", status.Json.GetProperty("models")[0].GetProperty("missing").GetString());
        await slurm.SubmitAsync(_ => Task.CompletedTask, "--array=0", Path.Combine(plan, "array-target.sbatch"));
        await slurm.SubmitAsync(_ => Task.CompletedTask, Path.Combine(plan, "array-reference.sbatch"));
        (await _scene.RunAsync("shard", "status", plan)).AssertSucceeded();
        Assert.True(File.Exists(Path.Combine(plan, "shards", "0001-target.r1.db")));
        var terminated = JsonNode.Parse(File.ReadAllText(Path.Combine(plan, "done", "0002-target.json")));
        Assert.Equal(1, terminated?["restart"]?.GetValue<int>());
        Assert.True(terminated?["cached"]?.GetValue<int>() > 0);

        (await _scene.RunAsync(["store", "merge", merged, .. Directory.GetFiles(Path.Combine(plan, "shards"), "*.db").Order(StringComparer.Ordinal)]))
            .AssertSucceeded();
        (await _scene.RunAsync([.. run, "--no-decode", "--store", merged])).AssertSucceeded();
        using var whole = SqliteProbeStore.OpenExisting(_scene.Store);
        using var parts = SqliteProbeStore.OpenExisting(merged);
        Assert.Equal(whole.FindEvaluation(1), parts.FindEvaluation(1));
        Assert.Equal(whole.ReadScores(1).Select(score => $"{score}"), parts.ReadScores(1).Select(score => $"{score}"));
    }

    private static bool HasBegun(string plan, int task) =>
        new FileInfo(Path.Combine(plan, "shards", $"{task:0000}-target.r0.db-wal")) is { Exists: true, Length: > 50_000 };

    /// <summary>The tables alone take half a megabyte.</summary>
    private static bool HasAnswers(string plan, int task) =>
        new FileInfo(Path.Combine(plan, "shards", $"{task:0000}-target.r0.db-wal")) is { Exists: true, Length: > 700_000 };

    /// <summary>Finds the task by its command line and its number, and ends it without a warning.</summary>
    private static bool Kill(string plan, int task)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                var words = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
                var variables = File.ReadAllText(Path.Combine(folder, "environ")).Split('\0');
                if (words.Contains("shard") && words.Contains(plan) && variables.Contains($"SLURM_ARRAY_TASK_ID={task}"))
                {
                    using var process = Process.GetProcessById(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
                    process.Kill();
                    return true;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // It ended meanwhile, or is no process of ours.
            }
        }

        return false;
    }

    private sealed class SlurmFactAttribute : FactAttribute
    {
        public SlurmFactAttribute() => Skip = SlurmCluster.IsThere ? null : "needs root and the packages slurm-wlm and munge";
    }
}
