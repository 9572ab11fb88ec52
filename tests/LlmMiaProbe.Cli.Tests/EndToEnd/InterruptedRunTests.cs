using System.Globalization;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Signals need a process of its own.</summary>
public sealed class InterruptedRunTests(WholeRun whole) : IClassFixture<WholeRun>, IDisposable
{
    private const int Documents = WholeRun.Documents;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mia-probe process ");

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("mia-probe-temporary-");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _temporary.Delete(recursive: true);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_ends_the_run_with_its_code_and_the_printed_command_goes_on_without_scoring_again(string signal, int exitCode)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var interrupted = await InterruptAsync(program => program.SignalAsync(signal));

        Assert.Equal(exitCode, interrupted.ExitCode);
        Assert.Empty(interrupted.Output);
        Assert.Equal(["interrupted; everything scored so far is kept. Go on with:", "  mia-probe resume 1 --store 'my store.db'"], interrupted.ErrorLines[^2..]);
        var stored = StoredDocuments();
        Assert.InRange(stored, 1, Documents - 1);

        var resumed = (await RunPrintedAsync(interrupted.ErrorLines[^1], "--output", "json")).AssertSucceeded().Json;
        Assert.Equal([Documents, Documents, 0, stored], resumed.GetProperty("counts").EnumerateObject().Take(4).Select(property => property.Value.GetInt64()));
        await AssertSameAsUninterrupted(1);
    }

    [Fact]
    public async Task A_killed_run_is_finished_from_another_folder_without_scoring_again()
    {
        var killed = await InterruptAsync(program =>
        {
            program.Kill();
            return Task.CompletedTask;
        });
        Assert.NotEqual(0, killed.ExitCode);
        Assert.Empty(Directory.GetFiles(_temporary.FullName, "*.gguf"));
        var stored = StoredDocuments();
        Assert.InRange(stored, 1, Documents - 1);

        var elsewhere = _folder.CreateSubdirectory("elsewhere").FullName;
        var resumed = (await ProgramProcess.RunAsync(elsewhere, "resume", "--store", Path.Combine("..", "my store.db"), "--output", "json")).AssertSucceeded();

        Assert.Contains("Going on with run 1.", resumed.ErrorLines);
        // The kill may fall between storing a document's evidence and linking it to the run: then one more is found.
        Assert.InRange(resumed.Json.GetProperty("counts").GetProperty("cached").GetInt64(), stored, stored + 1);
        await AssertSameAsUninterrupted(1);
    }

    [Fact]
    public async Task A_killed_run_with_an_adapter_goes_on_with_it()
    {
        string[] model = ["--model", ProbeScene.Base, "--lora", $"{Path.Combine(Cli.Commands.CommandContext.LabFolder, "adapter.gguf")}:2"];
        var killed = await InterruptAsync(
            program =>
            {
                program.Kill();
                return Task.CompletedTask;
            },
            model);
        Assert.NotEqual(0, killed.ExitCode);
        Assert.InRange(StoredDocuments(), 1, Documents - 1);
        var resumed = (await ProgramProcess.RunAsync(_folder.FullName, "resume", "--store", "my store.db")).AssertSucceeded();
        Assert.Contains("Going on with run 1.", resumed.ErrorLines);
        Assert.Contains("target     base.gguf + adapter.gguf:2 · ", resumed.Output, StringComparison.Ordinal);
        Assert.Equal(Documents, StoredDocuments());
    }

    [Fact]
    public async Task Two_runs_at_once_on_one_store_both_finish_with_the_same_scores()
    {
        string[] args = [.. ProbeOptions(8), "--quiet"];
        var both = await Task.WhenAll(ProgramProcess.RunAsync(_folder.FullName, args), ProgramProcess.RunAsync(_folder.FullName, args));

        Assert.All(both, outcome => Assert.Empty(outcome.AssertSucceeded().Error));
        var exports = await Task.WhenAll(ExportAsync(1), ExportAsync(2));
        Assert.Equal(8, exports[0].JsonLines.Length);
        Assert.Equal(exports[0].Output, exports[1].Output);
    }

    private async Task<Outcome> InterruptAsync(Func<ProgramProcess, Task> interrupt, params string[] model)
    {
        using var program = ProgramProcess.Start(_folder.FullName, new Dictionary<string, string?> { ["TMPDIR"] = _temporary.FullName }, ProbeOptions(Documents, model));
        var ended = program.EndAsync();
        while (!ended.IsCompleted && StoredDocuments() == 0)
        {
            await Task.Delay(20);
        }

        await interrupt(program);
        return await ended;
    }

    private static string[] ProbeOptions(int limit, params string[] model) =>
    [
        "run", .. model.Length > 0 ? model : ["--model", ProbeScene.Target], "--corpus", ProbeScene.Passages, "--limit", limit.ToString(CultureInfo.InvariantCulture),
        "--attacks", "loss", "--resamples", "100", "--threads", "1", "--store", "my store.db",
    ];

    private int StoredDocuments()
    {
        var path = Path.Combine(_folder.FullName, "my store.db");
        if (!File.Exists(path))
        {
            return 0;
        }

        try
        {
            using var store = SqliteProbeStore.OpenExisting(path);
            return store.FindRun(1) is null ? 0 : store.ReadEvidence(1).Count(document => document.Evidence.Count > 0);
        }
        catch (PrerequisiteException)
        {
            // It is just being made.
            return 0;
        }
    }

    private Task<Outcome> RunPrintedAsync(string command, params IReadOnlyList<string> more)
    {
        var words = command.Trim().Split('\'') is [var before, var quoted, _] ? [.. before.Split(' ', StringSplitOptions.RemoveEmptyEntries), quoted] : command.Trim().Split(' ');
        Assert.Equal("mia-probe", words[0]);
        return ProgramProcess.RunAsync(_folder.FullName, [.. words[1..], .. more]);
    }

    private async Task AssertSameAsUninterrupted(int run) => Assert.Equal(whole.Export, (await ExportAsync(run)).Output);

    private async Task<Outcome> ExportAsync(int run) =>
        (await ProgramProcess.RunAsync(_folder.FullName, "runs", "export", $"{run}", "--store", "my store.db")).AssertSucceeded();
}
