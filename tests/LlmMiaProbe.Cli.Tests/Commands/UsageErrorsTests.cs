using LlmMiaProbe.Cli.Tests.EndToEnd;

namespace LlmMiaProbe.Cli.Tests.Commands;

public sealed class UsageErrorsTests : IDisposable
{
    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("rum", "unknown command 'rum'; did you mean 'mia-probe run'?")]
    [InlineData("runs lst 1", "unknown command 'lst'; did you mean 'mia-probe runs list'?")]
    [InlineData("runs remove", "unknown command 'remove'; the commands of 'mia-probe runs' are list, show, export, compare, gate, name, note, delete")]
    [InlineData("runs", "'mia-probe runs' needs a command: list, show, export, compare, gate, name, note, delete")]
    [InlineData("--quiett", "unknown option '--quiett'; 'mia-probe --help' shows all")]
    [InlineData("run --atacks loss", "unknown option '--atacks'; did you mean '--attacks'?")]
    [InlineData("run --corpus a.jsonl --atacks loss", "unknown option '--atacks'; did you mean '--attacks'?")]
    [InlineData("run --corpus a.jsonl --atacks=loss", "unknown option '--atacks'; did you mean '--attacks'?")]
    [InlineData("corpus check --frobnicate x", "unknown option '--frobnicate'; 'mia-probe corpus check --help' shows all")]
    [InlineData("corpus check a.jsonl --splti train", "unknown option '--splti'; did you mean '--split'?")]
    [InlineData("run --frobnicate", "unknown option '--frobnicate'; 'mia-probe run --help' shows all")]
    [InlineData("run --configg x.json", "unknown option '--configg'; did you mean '--config'?")]
    [InlineData("run --limit", "option --limit has no value; expected a whole number from 1 to 2147483647")]
    [InlineData("run --model", "option --model has no value; expected a file")]
    [InlineData("run --corpus", "option --corpus has no value; expected a path")]
    [InlineData("run --config", "option --config has no value; expected a file")]
    [InlineData("evidence import scores.jsonl --corpus a.jsonl", "'mia-probe evidence import' needs --model-name <name>: what the model under test is called")]
    [InlineData("evidence import scores.jsonl --corpus a.jsonl --model-name", "option --model-name has no value; expected a name")]
    [InlineData("run --limit 2 --limit 3", "option --limit is given 2 times; keep one")]
    [InlineData("run --quiet maybe", "'maybe' is not expected here; 'mia-probe run --help' shows what is")]
    [InlineData("demo stray", "unknown command 'stray'; the commands of 'mia-probe demo' are lab")]
    [InlineData("doctor stray", "'stray' is not expected here; 'mia-probe doctor --help' shows what is")]
    [InlineData("runs show", "'mia-probe runs show' needs <run>: number or name of the run, as 'mia-probe runs list' shows it")]
    [InlineData("runs show 1.5", "'1.5' is neither the number nor the name of a run; 'mia-probe runs list' shows all")]
    [InlineData("runs show 0", "'0' is neither the number nor the name of a run; 'mia-probe runs list' shows all")]
    [InlineData("resume x/y", "'x/y' is neither the number nor the name of a run; 'mia-probe runs list' shows all")]
    [InlineData("runs export 1 --format xml", "option --format: 'xml' is not allowed; expected one of jsonl, csv, parquet")]
    [InlineData("models inspect", "No model was given: name a GGUF file, or an endpoint with --endpoint URL and --endpoint-model NAME.")]
    [InlineData("attacks show los", "There is no attack 'los'; did you mean 'loss'?")]
    [InlineData("corpus check", "No corpus was given: name a file or folder, such as 'mia-probe corpus check docs.jsonl'.")]
    public async Task A_wrong_command_line_is_told_in_one_sentence(string line, string message) =>
        (await _scene.RunAsync(line.Split(' '))).AssertFailed(2, message);

    [Fact]
    public async Task Every_unknown_option_is_told()
    {
        var outcome = await _scene.RunAsync("run", "--modl", "a", "--corpsu", "b");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(["error: unknown option '--modl'; did you mean '--model'?", "error: unknown option '--corpsu'; did you mean '--corpus'?"], outcome.ErrorLines);
    }

    [Fact]
    public async Task An_attack_without_a_name_is_not_a_bug() =>
        (await _scene.RunAsync("attacks", "show", "")).AssertFailed(2, "There is no attack ''; 'mia-probe attacks list' shows all.");
}
