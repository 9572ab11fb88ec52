namespace LlmMiaProbe.Cli.Tests.EndToEnd;

[Collection(LabRunCollection.Name)]
public sealed class ReportTests(LabRun lab) : IDisposable
{
    private readonly ProbeScene _scene = lab.Copy();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_latest_run_becomes_a_file_with_texts_or_without()
    {
        var file = Path.Combine(Path.GetDirectoryName(_scene.Store) ?? "", "out", "lab.html");
        var said = (await _scene.RunAsync("report", "--store", _scene.Store, "-o", file, "--specs", Path.Combine(Path.GetDirectoryName(file) ?? "", "specs"))).AssertSucceeded();
        Assert.Contains("lab.html · run 1 · ", said.Output, StringComparison.Ordinal);
        Assert.Contains("roc-log.vl.json", said.Output, StringComparison.Ordinal);
        var open = await File.ReadAllTextAsync(file);
        Assert.Contains("<section id=\"glossary\">", open, StringComparison.Ordinal);
        (await _scene.RunAsync("report", "1", "--redact", "--store", _scene.Store, "-o", file)).AssertSucceeded();
        Assert.NotEqual(open, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_run_that_is_not_there_leaves_no_file()
    {
        var file = Path.Combine(Path.GetDirectoryName(_scene.Store) ?? "", "missing.html");
        var outcome = await _scene.RunAsync("report", "7", "--store", _scene.Store, "-o", file);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("There is no run 7", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }
}
