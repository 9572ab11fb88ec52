using System.Diagnostics;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>What becomes of a task where a disk is full: a file system of one megabyte, for which the test must be root.</summary>
public sealed class ShardDiskTests : IDisposable
{
    private static readonly string[] s_run =
        ["run", "--model", ProbeScene.Target, "--corpus", ProbeScene.Passages, "--limit", "30", "--attacks", "loss,lowercase", "--threads", "1"];

    private readonly ProbeScene _scene = new();
    private readonly List<string> _disks = [];

    private string Plan => _scene.PathOf("plan");

    public void Dispose()
    {
        foreach (var disk in _disks)
        {
            Mount("umount", disk);
        }

        _scene.Dispose();
    }

    [DiskFact]
    public async Task A_task_on_a_full_disk_ends_in_a_sentence_and_goes_on_when_there_is_room()
    {
        await PlanAsync();
        var disk = SmallDisk(Path.Combine(Plan, "shards"));
        var full = await WorkAsync();
        full.AssertFailed(
            3,
            $"no space left on the device that holds {Path.Combine(disk, "0000-target.r0.db")}; everything up to the last finished document is kept: "
            + "free space and give the same command again");
        var status = await _scene.RunAsync("shard", "status", Plan, "--output", "json");
        Assert.Equal(3, status.ExitCode);
        Assert.Contains("no space left", status.Json.GetProperty("models")[0].GetProperty("problems")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);

        Mount("mount", "-o", "remount,size=32m", disk);
        Assert.Matches("^task 0 \\(target\\) is done: 60 texts, [1-9][0-9]* cached, 0 failed", (await WorkAsync()).AssertSucceeded().Output);
        (await _scene.RunAsync("shard", "status", Plan)).AssertSucceeded();
        Assert.Equal(
            ["0000-target.r0.db", "0000-target.r1.db"],
            Directory.GetFiles(disk, "*.db*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [DiskFact]
    public async Task A_full_scratch_folder_leaves_what_was_kept_in_the_plan()
    {
        await PlanAsync();
        var disk = SmallDisk(_scene.PathOf("scratch"));
        var full = await WorkAsync("--scratch", disk);
        Assert.Equal(3, full.ExitCode);
        Assert.Matches($"^error: no space left on the device that holds {disk}/mia-probe-[0-9a-f]+/0000-target.r0.db; .* give the same command again", full.ErrorLines[^1]);
        Assert.Empty(Directory.GetFileSystemEntries(disk));
        Assert.Matches("is done: 60 texts, [1-9][0-9]* cached, 0 failed", (await WorkAsync()).AssertSucceeded().Output);
    }

    [DiskFact]
    public async Task A_plan_that_takes_neither_a_store_nor_a_report_says_where_the_answers_are()
    {
        await PlanAsync();
        var disk = SmallDisk(Path.Combine(Plan, "shards"), "64k");
        var kept = await WorkAsync("--scratch", _scene.PathOf("scratch"));
        var store = Assert.Single(Directory.GetFiles(_scene.PathOf("scratch"), "*.db", SearchOption.AllDirectories));
        var place = Path.Combine(disk, "0000-target.r0.db");
        kept.AssertFailed(
            3,
            $"{place} cannot be written (No space left on device), and the answers stay in {store}: "
            + $"make room, move that file to {place}, and give the same command again");
        Mount("mount", "-o", "remount,size=32m", disk);
        File.Move(store, place);

        var reports = SmallDisk(Path.Combine(Plan, "done"));
        Fill(reports);
        var report = Path.Combine(reports, "0000-target.json");
        var full = await WorkAsync();
        Assert.Equal(3, full.ExitCode);
        Assert.StartsWith($"error: {report} cannot be written (No space left on device", full.ErrorLines[^1], StringComparison.Ordinal);
        Assert.EndsWith(": check free space and permissions, and give the same command again; all answers so far are kept", full.ErrorLines[^1], StringComparison.Ordinal);
        File.Delete(Path.Combine(reports, "filler"));
        Assert.Matches("is done: 60 texts, 60 cached, 0 failed", (await WorkAsync()).AssertSucceeded().Output);
    }

    private async Task PlanAsync() => (await _scene.RunAsync(
        ["shard", "plan", .. s_run, "--tasks", "1", "-o", Plan, "--store", _scene.PathOf("none.db")])).AssertSucceeded();

    private Task<Outcome> WorkAsync(params IReadOnlyList<string> options) => _scene.RunAsync(["shard", "run", Plan, "--index", "0", .. options]);

    private string SmallDisk(string path, string size = "1m")
    {
        Directory.CreateDirectory(path);
        Assert.True(Mount("mount", "-t", "tmpfs", "-o", $"size={size}", "none", path));
        _disks.Add(path);
        return path;
    }

    private static void Fill(string disk)
    {
        try
        {
            using var filler = File.Create(Path.Combine(disk, "filler"));
            for (var i = 0; i < 1 << 11; i++)
            {
                filler.Write(new byte[1024]);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    private static bool Mount(string program, params IReadOnlyList<string> args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true });
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }

    private sealed class DiskFactAttribute : FactAttribute
    {
        public DiskFactAttribute() => Skip = s_mounts ? null : "needs root and leave to mount";

        private static readonly bool s_mounts = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && CanMount();

        private static bool CanMount()
        {
            var folder = Directory.CreateTempSubdirectory("mount-").FullName;
            try
            {
                return Mount("mount", "-t", "tmpfs", "-o", "size=64k", "none", folder) && Mount("umount", folder);
            }
            finally
            {
                Directory.Delete(folder);
            }
        }
    }
}
