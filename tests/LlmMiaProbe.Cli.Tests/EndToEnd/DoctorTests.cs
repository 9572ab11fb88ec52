namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class DoctorTests : IDisposable
{
    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task With_everything_there_nothing_fails()
    {
        var doctor = await RunAsync();

        Assert.Equal(0, doctor.ExitCode);
        Assert.DoesNotContain(doctor.OutputLines, line => line.StartsWith("fail", StringComparison.Ordinal));
        Assert.Contains("\nok    model         target.gguf: llama, F16, scores ", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("parameter layout verified", doctor.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(_scene.Store) ?? ""));
    }

    [Fact]
    public async Task It_says_which_versions_of_packages_are_in() =>
        Assert.Matches(@"\nok    packages      LLamaSharp \d+\.\d+\.\d+, Semantic Kernel \d+\.\d+\.\d+, ML\.Tokenizers \d+\.\d+\.\d+\n", (await RunAsync()).Output);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_scoring_takes_is_what_a_run_says(bool widens)
    {
        _scene.Write(ProbeScene.UserFile, widens ? "{}" : """{ "Llama": { "WidenWeights": false } }""");
        var run = await _scene.ProbeAsync("--corpus", _scene.WriteCorpus("One text.", "Another text."), "--attacks", "loss");
        var sentence = Assert.Single(run.AssertSucceeded().ErrorLines, line => line.StartsWith("target.gguf takes about ", StringComparison.Ordinal)).TrimEnd('.');
        Assert.Equal(widens, sentence.Contains("of temporary disk", StringComparison.Ordinal));
        Assert.Contains(sentence, (await RunAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_model_and_reference_fail_and_say_what_to_do()
    {
        var model = _scene.PathOf("missing.gguf");
        var doctor = await RunAsync("--model", model, "--reference", _scene.Write("text.gguf", "hello"));

        Assert.Equal(3, doctor.ExitCode);
        Assert.Contains($"\nfail  model         cannot be used\n      {model} does not exist: check the path, or download the model there\n", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("\nfail  reference     cannot be used\n      text.gguf is not a GGUF file", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("\nok    store ", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_fails()
    {
        var folder = Directory.CreateDirectory(_scene.PathOf("folder")).FullName;

        var doctor = await _scene.RunAsync("doctor", "--threads", "1", "--store", folder);

        Assert.Equal(3, doctor.ExitCode);
        Assert.Contains($"\nfail  store         {folder} cannot be a file\n      Give a file for the store: name a file in another folder with --store or Store:Path.\n", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_fail_and_do_not_stop_the_other_checks()
    {
        _scene.Write(ProbeScene.UserFile, """{ "Run": { "Sede": 1 } }""");

        var doctor = await RunAsync();

        Assert.Equal(3, doctor.ExitCode);
        Assert.Contains("\nfail  settings      1 error\n      user.json:1: unknown setting 'Run:Sede'; did you mean 'Run:Seed'?\n", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("\nok    model ", doctor.Output, StringComparison.Ordinal);
    }

    private Task<Outcome> RunAsync(params IReadOnlyList<string> args) => _scene.RunAsync(["doctor", "--threads", "1", "--store", _scene.Store, .. args]);
}
