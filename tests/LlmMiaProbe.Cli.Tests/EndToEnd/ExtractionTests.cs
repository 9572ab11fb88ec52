using System.Text.Json;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Tests.Console;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class ExtractionTests : IDisposable
{
    private const int TrainedCharacters = 65_643;

    private static readonly string s_book = Path.Combine(CommandContext.LabFolder, "time-machine.txt");

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    /// <summary>time-machine.json says where training stopped; coverage is painted here from the exported windows.</summary>
    [Fact]
    public async Task The_half_memorised_book_is_covered_as_far_as_it_was_trained_on_and_the_base_model_covers_nothing()
    {
        using var truth = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(s_book, ".json")));
        Assert.Equal(TrainedCharacters, truth.RootElement.GetProperty("trained_characters")[1].GetInt32());
        var excerpt = _scene.Write("excerpt.txt", File.ReadAllText(s_book)[..100_000]);

        var shown = (await ExtractAsync("--book", excerpt, "--stride", "450")).AssertSucceeded();
        var series = Painted(await ExportAsync(1));
        var (trained, rest) = (series[..TrainedCharacters], series[TrainedCharacters..]);
        Assert.True(Share(trained) > .5, $"{Share(trained)}");
        Assert.True(Share(rest) < .01, $"{Share(rest)}");

        // The line of shades stops where training stopped: character 65,643 of about 99,900 is in the 40th of 60 cells.
        var strip = shown.OutputLines.Single(line => line.StartsWith("target     |", StringComparison.Ordinal)).Split('|')[1];
        Assert.InRange(strip.LastIndexOfAny(['█', '▓', '▒', '░']), 37, 39);
        Assert.Equal(new string('·', 20), strip[40..]);
        Assert.Matches(@"^excerpt\.txt: The target emits \d", shown.OutputLines.First(line => line.StartsWith("excerpt.txt", StringComparison.Ordinal)));
        Assert.Contains("What is not extracted may have been in the training data all the same", string.Join(' ', shown.OutputLines.Select(line => line.Trim())), StringComparison.Ordinal);

        var ofBase = (await _scene.RunAsync("extract", "--model", ProbeScene.Base, "--threads", "1", "--store", _scene.Store, "--book", excerpt, "--sample", "40", "--output", "json")).AssertSucceeded();
        Assert.Equal(0, ofBase.Json.GetProperty("documents")[0].GetProperty("series")[0].GetProperty("coverage").GetProperty("0.001").GetDouble());
    }

    [Fact]
    public async Task A_run_is_planned_shown_listed_exported_and_measured_again_from_the_store()
    {
        var book = _scene.Write("part.txt", File.ReadAllText(s_book)[20_000..23_000]);
        string[] options = ["--book", book, "--reference", ProbeScene.Base, "--sample", "5", "--prior", "--top-k", "40", "--temperature", "0.8", "--output", "json"];
        var plan = (await ExtractAsync([.. options, "--dry-run"])).AssertSucceeded();
        Assert.False(File.Exists(_scene.Store));
        var result = (await ExtractAsync(options)).AssertSucceeded();
        Assert.Equal(plan.Json.GetProperty("tokensToDecode").GetInt64(), result.Json.GetProperty("counts").GetProperty("tokensDecoded").GetInt64());
        Assert.Equal(2 * 2 * 5 * 100, plan.Json.GetProperty("tokensToDecode").GetInt64());
        Assert.Equal(0, (await ExtractAsync([.. options, "--dry-run"])).Json.GetProperty("tokensToDecode").GetInt64());

        Assert.Equal(result.Output, (await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store, "--output", "json")).AssertSucceeded().Output);
        var again = (await _scene.RunAsync("rescore", "1", "--store", _scene.Store, "--output", "json")).AssertSucceeded().Json;
        Assert.Equal((2, 1), (again.GetProperty("run").GetInt32(), again.GetProperty("parent").GetInt32()));
        Assert.Equal(result.Json.GetProperty("documents").GetRawText(), again.GetProperty("documents").GetRawText());
        Assert.Matches("^ *1  extraction ", (await _scene.RunAsync("runs", "list", "--store", _scene.Store)).AssertSucceeded().OutputLines[1]);
        (await _scene.RunAsync("evidence", "export", "1", "--store", _scene.Store)).AssertFailed(2, "Run 1 measured extraction; 'mia-probe runs export' writes what it found in each window.");

        var windows = await ExportAsync(1);
        Assert.Equal(10, windows.Length);
        var series = result.Json.GetProperty("documents")[0].GetProperty("series").EnumerateArray().ToDictionary(s => s.GetProperty("request").GetString() ?? "");
        foreach (var role in new[] { "target", "reference" })
        {
            var own = windows.Where(window => window.GetProperty("model").GetString() == role).ToList();
            Assert.Equal(own.Max(window => window.GetProperty("logPz").GetDouble()), series[$"{role}/window"].GetProperty("best").GetProperty("logPz").GetDouble());
            Assert.Equal(own.Count(window => window.GetProperty("greedy").GetBoolean()), series[$"{role}/window"].GetProperty("greedyWindows").GetInt32());
            Assert.Contains($"{role}/window(temperature=0.8,top-k=40)", series.Keys);
            Assert.Contains($"{role}/shuffled", series.Keys);
        }

        // In the trained part the right prefix matters to the target.
        Assert.All(windows.Where(window => window.GetProperty("model").GetString() == "target"), window => Assert.True(window.GetProperty("logPz").GetDouble() > window.GetProperty("shuffledLogPz").GetDouble()));
        var narrow = (await _scene.RunAsync(new TerminalScene(width: 80), "runs", "show", "1", "--store", _scene.Store)).AssertSucceeded();
        Assert.All(narrow.OutputLines.Where(line => !line.StartsWith("next", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Short_documents_fail_by_name_and_windows_that_do_not_fit_leave_nothing_behind()
    {
        (await ExtractAsync("--corpus", _scene.WriteCorpus("short"), "--suffix-tokens", "600")).AssertFailed(2,
            "--prefix-tokens 50 and --suffix-tokens 600 make windows of 650 tokens, but target.gguf has a context of 512: use shorter windows, or a larger --context-length.");
        Assert.False(File.Exists(_scene.Store));

        var failed = await ExtractAsync("--corpus", _scene.WriteCorpus("short", ""));
        Assert.Equal(4, failed.ExitCode);
        Assert.Contains(failed.OutputLines, line => line.StartsWith("failed     d0: the document is shorter than a window of 50 + 50 tokens of target.gguf", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_document_the_options_are_named() => (await ExtractAsync()).AssertFailed(2,
        "No corpus was given: add --corpus FILE (records carry their labels), or --members FILE and --non-members FILE; 'mia-probe extract' takes a whole work as --book FILE.");

    private Task<Outcome> ExtractAsync(params IReadOnlyList<string> args) =>
        _scene.RunAsync(["extract", "--model", ProbeScene.Target, "--threads", "1", "--store", _scene.Store, .. args]);

    private async Task<JsonElement[]> ExportAsync(int run) =>
        (await _scene.RunAsync("runs", "export", $"{run}", "--store", _scene.Store)).AssertSucceeded().JsonLines;

    private static double?[] Painted(JsonElement[] windows)
    {
        var series = new double?[100_000];
        foreach (var window in windows)
        {
            for (var c = window.GetProperty("suffixStart").GetInt32(); c < window.GetProperty("suffixEnd").GetInt32(); c++)
            {
                series[c] = Math.Max(series[c] ?? double.NegativeInfinity, window.GetProperty("logPz").GetDouble());
            }
        }

        return series;
    }

    private static double Share(double?[] series) => series.OfType<double>().Count(value => value >= Math.Log(.01)) / (double)series.OfType<double>().Count();
}
