namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class BadSettingTests : IDisposable
{
    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("--limit", "0", "option --limit: '0' is not allowed for Run:Limit; expected a whole number from 1 to 2147483647")]
    [InlineData("--seed", "x", "option --seed: 'x' is not allowed for Run:Seed; expected a whole number from 0 to 2147483647")]
    [InlineData("--context-length", "8", "option --context-length: '8' is not allowed for Llama:ContextLength; expected a whole number from 16 to 1048576")]
    [InlineData("--output", "xml", "option --output: 'xml' is not allowed for Output:Format; expected one of table, json")]
    [InlineData("--attacks", "los", "--attacks: there is no attack 'los'; did you mean 'loss'? 'mia-probe attacks list' shows all.")]
    [InlineData("--attacks", "loss,rank", "--attacks: there is no attack 'rank'; 'mia-probe attacks list' shows all.")]
    [InlineData("--attacks", "min-k(k=7)", "--attacks: in 'min-k(k=7)', k must be a number from 0.001 to 1 (share of tokens that is averaged, at least one token).")]
    [InlineData("--attacks", "min-k(q=1)", "--attacks: min-k has no parameter 'q' (it has k).")]
    [InlineData("--attacks", "min-k(k=0.1", "--attacks: 'min-k(k=0.1' cannot be read; write an id such as loss, or an id with parameters such as min-k(k=0.2), separated by commas.")]
    [InlineData("--attacks", "reference-difference", "--attacks: reference-difference compares with a reference model: add --reference FILE, or leave it out.")]
    public async Task A_value_that_is_not_allowed_is_told_with_what_is(string option, string value, string message)
    {
        (await RunAsync(option, value)).AssertFailed(2, message);
        Assert.False(File.Exists(_scene.Store));
    }

    [Fact]
    public async Task More_threads_than_cores_are_refused()
    {
        var threads = $"{Environment.ProcessorCount + 1}";

        (await RunAsync("--threads", threads)).AssertFailed(
            2, $"option --threads: '{threads}' is not allowed for Llama:Threads; expected a whole number from 1 to {Environment.ProcessorCount}");
    }

    [Fact]
    public async Task An_unknown_setting_in_the_users_file_is_told_by_file_and_line()
    {
        _scene.Write(ProbeScene.UserFile, "{\n  \"Run\": {\n    \"Sede\": 1\n  }\n}");

        (await RunAsync()).AssertFailed(2, "user.json:3: unknown setting 'Run:Sede'; did you mean 'Run:Seed'?");
        (await _scene.RunAsync("config", "show")).AssertFailed(2, "user.json:3: unknown setting 'Run:Sede'; did you mean 'Run:Seed'?");
    }

    [Fact]
    public async Task Every_wrong_setting_is_a_line_of_its_own()
    {
        var outcome = await RunAsync("--limit", "0", "--seed", "x");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(2, outcome.ErrorLines.Length);
        Assert.All(outcome.ErrorLines, line => Assert.StartsWith("error: option --", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_settings_file_that_is_not_there_is_named() =>
        (await RunAsync("--config", "nope.json")).AssertFailed(2, "option --config: 'nope.json' does not exist; name a JSON file of settings");

    [Fact]
    public async Task Without_a_model_or_a_corpus_the_option_is_named()
    {
        (await _scene.RunAsync("run")).AssertFailed(2, "No model was given: add --model FILE.gguf.");
        (await _scene.RunAsync("run", "--model", ProbeScene.Target))
            .AssertFailed(2, "No corpus was given: add --corpus FILE (records carry their labels), or --members FILE and --non-members FILE; 'mia-probe extract' takes a whole work as --book FILE.");
    }

    private Task<Outcome> RunAsync(params IReadOnlyList<string> args) =>
        _scene.RunAsync(["run", "--model", ProbeScene.Target, "--corpus", ProbeScene.Passages, "--store", _scene.Store, .. args]);
}
