using System.Diagnostics;
using TemporaryFolder = LlmMiaProbe.Local.Tests.Gguf.TemporaryFolder;

namespace LlmMiaProbe.Local.Tests;

public sealed class TemporaryCopiesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Copies_of_ended_processes_are_swept_and_those_of_living_ones_are_not()
    {
        var copies = new TemporaryCopies(_folder[""]);
        var own = copies.Begin();
        File.WriteAllText(Path.Combine(own, "m.gguf"), "own");
        var parts = Path.GetFileName(own).Split('-');
        var reused = Path.Combine(copies.Location, string.Join('-', parts[0], parts[1], "1", "b"));
        var dead = Path.Combine(copies.Location, string.Join('-', parts[0], EndedProcess(), parts[2], "a"));
        var elsewhere = Path.Combine(copies.Location, string.Join('-', "12345", EndedProcess(), parts[2], "c"));
        var foreign = Path.Combine(copies.Location, "something else");
        foreach (var folder in new[] { dead, reused, elsewhere, foreign })
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "m.gguf"), "1234");
        }

        Assert.Equal(new[] { (dead, 4L), (reused, 4L) }.Order(), copies.LeftOver().Order());
        Assert.Equal(2, copies.Sweep());
        Assert.Equal(new[] { elsewhere, foreign, own }.Order(StringComparer.Ordinal), Directory.GetDirectories(copies.Location).Order(StringComparer.Ordinal));
        Assert.Empty(copies.LeftOver());
    }

    [Fact]
    public void Sweepers_side_by_side_do_not_disturb_each_other()
    {
        var copies = new TemporaryCopies(_folder[""]);
        var parts = Path.GetFileName(copies.Begin()).Split('-');
        var ended = EndedProcess();
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < 200; i++)
            {
                var folder = Directory.CreateDirectory(Path.Combine(copies.Location, string.Join('-', parts[0], ended, parts[2], $"{round}x{i}"))).FullName;
                File.WriteAllText(Path.Combine(folder, "m.gguf"), "1234");
            }

            var failures = new Exception?[4];
            Thread[] sweepers = [.. failures.Select((_, i) => new Thread(() => failures[i] = Record.Exception(() => copies.Sweep())))];
            Array.ForEach(sweepers, sweeper => sweeper.Start());
            Array.ForEach(sweepers, sweeper => sweeper.Join());
            Assert.All(failures, Assert.Null);
            Assert.Single(Directory.GetDirectories(copies.Location));
        }
    }

    [Fact]
    public void What_is_made_is_for_its_owner_alone()
    {
        if (!OperatingSystem.IsWindows())
        {
            var copies = new TemporaryCopies(_folder[""]);
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Assert.Equal(owner, File.GetUnixFileMode(copies.Begin()));
            Assert.Equal(owner, File.GetUnixFileMode(copies.Location));
        }
    }

    [Fact]
    public void A_planted_link_is_neither_used_nor_swept()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var copies = new TemporaryCopies(_folder[""]);
        var victim = Directory.CreateDirectory(_folder["victim"]).FullName;
        var name = string.Join('-', "1", EndedProcess(), "1", "a");
        Directory.CreateDirectory(Path.Combine(victim, name));
        Directory.CreateSymbolicLink(copies.Location, victim);
        Assert.Throws<PrerequisiteException>(copies.Begin);
        Assert.Throws<PrerequisiteException>(() => copies.Sweep());
        Assert.True(Directory.Exists(Path.Combine(victim, name)));

        Directory.Delete(copies.Location);
        var own = copies.Begin();
        var parts = Path.GetFileName(own).Split('-');
        var link = Path.Combine(copies.Location, string.Join('-', parts[0], EndedProcess(), parts[2], "a"));
        Directory.CreateSymbolicLink(link, victim);
        copies.Sweep();
        Assert.True(Directory.Exists(Path.Combine(victim, name)));
    }

    private static int EndedProcess()
    {
        using var process = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "where" : "true") { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("No process was started.");
        process.WaitForExit();
        return process.Id;
    }
}
