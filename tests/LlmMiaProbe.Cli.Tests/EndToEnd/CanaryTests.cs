using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Tests.Console;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class CanaryTests : IDisposable
{
    private const int References = 15;

    private static readonly string Lab = Path.Combine(CommandContext.LabFolder, "canaries.json");

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Exposure_grows_with_the_copies_planted_and_a_second_test_decodes_nothing()
    {
        var result = (await TestAsync(Lab, "--output", "json")).AssertSucceeded().Json;

        var curve = result.GetProperty("byRepetitions").EnumerateArray().ToDictionary(point => point.GetProperty("repetitions").GetInt32(), point => point.GetProperty("meanExposure").GetDouble());
        Assert.Equal([0, 1, 2, 4, 8, 16, 32], curve.Keys);
        Assert.All(curve.Where(point => point.Key > 0), point => Assert.Equal(Math.Log2(References), point.Value, 9));
        Assert.InRange(curve[0], -.1, 2);

        // In six epochs even one copy puts a canary above all references; how far above still grows with the copies.
        var canaries = result.GetProperty("canaries").EnumerateArray().ToList();
        var logProbs = canaries.GroupBy(canary => canary.GetProperty("repetitions").GetInt32()).OrderBy(same => same.Key).Select(same => same.Average(canary => canary.GetProperty("logProb").GetDouble())).ToList();
        Assert.Equal(logProbs.Order(), logProbs);
        Assert.Equal(16, canaries.Count);
        var controls = canaries.Where(canary => canary.GetProperty("repetitions").GetInt32() == 0).Select(canary => canary.GetProperty("pValue").GetDouble()).ToList();
        Assert.All(controls, p => Assert.True(p > 1.0 / (References + 1)));
        Assert.InRange(controls.Average(), .25, .9);
        Assert.True(result.GetProperty("tokensDecoded").GetInt64() > 16 * (References + 1) * 10);

        var again = (await TestAsync(Lab, "--output", "json")).AssertSucceeded().Json;
        Assert.Equal(0, again.GetProperty("tokensDecoded").GetInt64());
        Assert.Equal(result.GetProperty("canaries").GetRawText(), again.GetProperty("canaries").GetRawText());

        var table = (await _scene.RunAsync(new TerminalScene(width: 80), [.. Line(Lab)])).AssertSucceeded();
        Assert.All(table.OutputLines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("nothing was decoded", table.Output, StringComparison.Ordinal);
        Assert.Contains("4 never planted", table.Output, StringComparison.Ordinal);
        Assert.Single(table.OutputLines, line => line.StartsWith("canary-15 ", StringComparison.Ordinal));

        // A stored test is held against the same gates as the test itself.
        var made = await TestAsync(Lab, "--fail-if", "exposure(max) > 3", "--fail-if", "failed > 0");
        var gated = await _scene.RunAsync("runs", "gate", "1", "--fail-if", "exposure(max) > 3", "--fail-if", "failed > 0", "--store", _scene.Store);
        Assert.Equal((5, 5), (made.ExitCode, gated.ExitCode));
        Assert.Equal(made.ErrorLines.Where(line => line.Contains("gate ", StringComparison.Ordinal)).Select(line => line.Replace(": canaries: ", ": run 1: ", StringComparison.Ordinal)), gated.ErrorLines.Where(line => line.Contains("gate ", StringComparison.Ordinal)));
        (await _scene.RunAsync("runs", "gate", "1", "--fail-if", "auc(loss) > 0.6", "--store", _scene.Store)).AssertFailed(2, "--fail-if 'auc(loss) > 0.6': auc is measured by a run about membership ('mia-probe run'), and run 1 is a test of canaries ('mia-probe canary test').");

        (await _scene.RunAsync("report", "1", "--store", _scene.Store, "-o", _scene.PathOf("canaries.html"))).AssertSucceeded();
        Assert.Contains("Of 12 planted canaries, 12 rank above all 15 references; of 4 never planted, 0.", await File.ReadAllTextAsync(_scene.PathOf("canaries.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Canaries_are_sealed_and_opened_and_held_against_a_model_that_never_met_them()
    {
        var record = _scene.PathOf("canaries.json");
        var generated = (await _scene.RunAsync("canary", "generate", "-o", record, "--count", "3", "--repetitions", "1,0", "--length", "4", "--references", "5", "--seed", "a seed that nobody guesses")).AssertSucceeded();
        Assert.Equal(2, File.ReadLines(_scene.PathOf("canaries.planted.jsonl")).Count());
        Assert.Empty(generated.Error);

        var result = (await TestAsync(record, "--reference", ProbeScene.Base, "--output", "json")).AssertSucceeded().Json;

        Assert.True(result.GetProperty("sealed").GetBoolean());
        Assert.All(result.GetProperty("canaries").EnumerateArray(), canary =>
        {
            Assert.InRange(canary.GetProperty("pValue").GetDouble(), 1.0 / (References + 1), 1);
            Assert.NotEqual(canary.GetProperty("logProb").GetDouble(), canary.GetProperty("control").GetProperty("logProb").GetDouble());
        });

        File.Delete(_scene.PathOf("canaries.reveal.json"));
        var closed = await TestAsync(record);
        Assert.Equal(3, closed.ExitCode);
        Assert.Contains("canaries.reveal.json cannot be read", closed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("option --count: '0' is not allowed; expected a whole number from 1 to 100000", "--count", "0")]
    [InlineData("option --repetitions: 'x' is not allowed; expected whole numbers from 0 to 1000000 with commas between, such as 1,2,4,8,16,32,0", "--repetitions", "1,x")]
    [InlineData("1000 references cannot be drawn: there are only 100 secrets of 2 symbols out of 10; ask for fewer references or longer secrets.", "--length", "2")]
    [InlineData("The canary alphabet '00' must have 2 to 256 characters, each once, such as 0123456789.", "--alphabet", "00")]
    public async Task Impossible_canaries_are_refused(string message, params string[] options) =>
        (await _scene.RunAsync(["canary", "generate", "-o", _scene.PathOf("c.json"), .. options])).AssertFailed(2, message);

    [Fact]
    public async Task A_short_seed_is_warned_of()
    {
        var generated = (await _scene.RunAsync("canary", "generate", "-o", _scene.PathOf("c.json"), "--seed", "7")).AssertSucceeded();

        Assert.Contains("can be guessed", generated.Error, StringComparison.Ordinal);
        Assert.Contains("16 canaries with 26.6 random bits each", generated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_model_nothing_is_tested() =>
        (await _scene.RunAsync("canary", "test", Lab, "--store", _scene.Store)).AssertFailed(2, "No model was given: add --model FILE.gguf.");

    private Task<Outcome> TestAsync(string file, params string[] options) => _scene.RunAsync([.. Line(file), .. options]);

    private IEnumerable<string> Line(string file) =>
        ["canary", "test", file, "--model", ProbeScene.Target, "--references", $"{References}", "--threads", "1", "--store", _scene.Store];
}
