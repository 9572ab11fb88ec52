using System.Buffers.Binary;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

[Collection(LabRunCollection.Name)]
public sealed class BadStoreTests(LabRun lab) : IDisposable
{
    private readonly ProbeScene _scene = lab.Copy();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_folder_in_place_of_the_store_is_refused()
    {
        var folder = Directory.CreateDirectory(_scene.PathOf("folder")).FullName;

        (await ScoreAsync(folder)).AssertFailed(3, $"{folder} is a folder and not a store: name a file in it with --store");
    }

    [Fact]
    public async Task Another_file_in_place_of_the_store_is_refused_and_left_as_it_is()
    {
        var file = _scene.Write("notes.txt", "do not touch");

        (await ScoreAsync(file)).AssertFailed(3, $"{file} is not a store of mia-probe, but some other file: choose another name with --store");
        Assert.Equal("do not touch", await File.ReadAllTextAsync(file));
    }

    [Theory]
    [InlineData("runs", "list")]
    [InlineData("runs", "export", "1")]
    [InlineData("resume", "1")]
    public async Task A_store_of_a_newer_program_is_refused(params string[] command)
    {
        // https://www.sqlite.org/fileformat.html: the user version stands at offset 60, big-endian.
        var bytes = await File.ReadAllBytesAsync(_scene.Store);
        var current = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(60));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(60), 99);
        await File.WriteAllBytesAsync(_scene.Store, bytes);

        (await _scene.RunAsync([.. command, "--store", _scene.Store]))
            .AssertFailed(3, $"the store {_scene.Store} has schema version 99; this program knows up to {current}: use a newer mia-probe or another --store");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_scene.Store));
    }

    [Fact]
    public async Task A_folder_where_nobody_may_write_is_told()
    {
        // Not even root can make files there.
        if (OperatingSystem.IsLinux())
        {
            (await ScoreAsync("/proc/mia-probe.db")).AssertFailed(
                3, "the store /proc/mia-probe.db cannot be opened: check that its folder exists and that you may read and write there, or choose another one with --store");
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told()
    {
        var below = Path.Combine(_scene.Write("file", ""), "deep", "probe.db");

        var outcome = await ScoreAsync(below);

        Assert.Equal(3, outcome.ExitCode);
        Assert.StartsWith($"error: the folder {Path.GetDirectoryName(below)} for the store cannot be made (", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    private Task<Outcome> ScoreAsync(string store) =>
        _scene.RunAsync("run", "--model", ProbeScene.Target, "--corpus", ProbeScene.Passages, "--limit", "1", "--threads", "1", "--attacks", "loss", "--store", store, "--quiet");
}
