namespace LlmMiaProbe.Cli.Tests.EndToEnd;

[Collection(LabRunCollection.Name)]
public sealed class ViewTests(LabRun lab) : IDisposable
{
    private readonly ProbeScene _scene = lab.Copy();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_store_is_served_until_it_is_stopped_and_that_is_success()
    {
        // Without Ctrl+C at the terminal, which SIGINT stands for, no command of this kind ends.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var program = ProgramProcess.Start(_scene.PathOf(""), new Dictionary<string, string?>(), "view", "--store", _scene.Store);
        var address = await program.FirstLineAsync();
        Assert.Matches("^http://127\\.0\\.0\\.1:[0-9]+/[A-Za-z0-9_-]{43}/$", address);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Contains("id=\"runs\"", await client.GetStringAsync(new Uri(address)), StringComparison.Ordinal);
        Assert.Contains("id=\"headline\"", await client.GetStringAsync(new Uri(new Uri(address), "run?run=1")), StringComparison.Ordinal);
        await program.SignalAsync("INT");
        var outcome = await program.EndAsync();
        Assert.Equal(0, outcome.ExitCode);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task Pages_are_written_as_files_into_an_empty_folder_only()
    {
        var folder = _scene.PathOf("site");
        var written = (await _scene.RunAsync("view", "--store", _scene.Store, "--export", folder)).AssertSucceeded();
        Assert.Equal(Directory.GetFiles(folder).Length, int.Parse(written.Output.Split(" · ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(File.Exists(Path.Combine(folder, "index.html")));
        (await _scene.RunAsync("view", "--store", _scene.Store, "--export", folder))
            .AssertFailed(2, $"--export: {folder} is not empty, and nothing in it is replaced: name a new or an empty folder.");
        (await _scene.RunAsync("view", "--store", _scene.Store, "--export", _scene.PathOf("other"), "--open"))
            .AssertFailed(2, "--export writes files and serves nothing: leave --port and --open out.");
    }

    [Fact]
    public async Task What_is_no_store_is_told_before_there_is_an_address()
    {
        var absent = _scene.PathOf("absent.db");
        (await _scene.RunAsync("view", "--store", absent)).AssertFailed(3, $"there is no store at {absent}: run `mia-probe run` first or pass --store");
        var other = _scene.Write("notes.txt", "do not touch");
        (await _scene.RunAsync("view", "--store", other)).AssertFailed(3, $"{other} is not a store of mia-probe, but some other file: choose another name with --store");
        (await _scene.RunAsync("view", "--store", _scene.Store, "--port", "70000"))
            .AssertFailed(2, "option --port: '70000' is not allowed; expected a whole number from 1 to 65535");
    }
}
