using LlmMiaProbe.Cli.Lab;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class LabTests(TrainedLab shared) : IClassFixture<TrainedLab>, IDisposable
{
    private static readonly string[] s_quick = TrainedLab.Quick;

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Target_and_shadow_models_are_trained_resumed_and_evaluated()
    {
        var trained = shared.Training.AssertSucceeded();
        Assert.Contains($"epoch {TrainedLab.Epochs}", trained.Output, StringComparison.Ordinal);
        Assert.Contains($"trained on 18 documents; {TrainedLab.Epochs} epochs", trained.Output, StringComparison.Ordinal);
        var (lab, start) = shared.CopyTo(_scene, trained: true);
        var bytes = await File.ReadAllBytesAsync($"{lab}/target.gguf");
        var again = (await _scene.RunAsync(["lab", "train", lab, "--base", start, "--epochs", TrainedLab.Epochs, .. s_quick])).AssertSucceeded();
        Assert.Contains("was trained before", again.Error, StringComparison.Ordinal);

        (await _scene.RunAsync(["lab", "shadows", lab, "--base", start, "-n", "2", "--epochs", TrainedLab.Epochs, .. s_quick])).AssertSucceeded();
        var first = File.GetLastWriteTimeUtc($"{lab}/shadow-01.gguf");
        var more = (await _scene.RunAsync(["lab", "shadows", lab, "--base", start, "-n", "4", "--epochs", TrainedLab.Epochs, .. s_quick])).AssertSucceeded();
        Assert.Equal(first, File.GetLastWriteTimeUtc($"{lab}/shadow-01.gguf"));
        Assert.Contains("4 shadow models", more.Output, StringComparison.Ordinal);

        var evaluated = (await _scene.RunAsync("lab", "evaluate", lab, "--base", start, "--threads", "1", "--store", _scene.Store, "--resamples", "100")).AssertSucceeded();
        Assert.Contains("AUC by number of shadows", evaluated.Output, StringComparison.Ordinal);
        Assert.Single(evaluated.OutputLines, line => line.StartsWith("rmia(gamma=", StringComparison.Ordinal));
        Assert.Single(evaluated.OutputLines, line => line.StartsWith("rmia ", StringComparison.Ordinal));
        Assert.Equal(bytes, await File.ReadAllBytesAsync($"{lab}/target.gguf"));
    }

    [Fact]
    public async Task A_killed_training_goes_on_to_the_same_file_and_leaves_nothing_running()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var (lab, start) = shared.CopyTo(_scene, trained: false);
        var temporary = Directory.CreateDirectory(_scene.PathOf("temporary"));
        string[] train = ["lab", "train", lab, "--base", start, "--epochs", "12", .. s_quick];
        using (var program = ProgramProcess.Start(lab, new Dictionary<string, string?> { ["TMPDIR"] = temporary.FullName }, train))
        {
            var ended = program.EndAsync();
            while (!ended.IsCompleted && !File.Exists($"{lab}/target.gguf.checkpoint"))
            {
                await Task.Delay(5);
            }

            program.Kill();
            await ended;
        }

        Assert.Empty(temporary.GetFiles("*.gguf"));
        (await _scene.RunAsync(train)).AssertSucceeded();
        var resumed = await File.ReadAllBytesAsync($"{lab}/target.gguf");
        (await _scene.RunAsync([.. train, "--out", $"{lab}/whole.gguf"])).AssertSucceeded();
        Assert.Equal(await File.ReadAllBytesAsync($"{lab}/whole.gguf"), resumed);
        Assert.False(File.Exists($"{lab}/target.gguf.checkpoint"));
    }

    [Fact]
    public async Task A_native_abort_is_a_sentence()
    {
        var (lab, _) = shared.CopyTo(_scene, trained: false);
        var gemma = _scene.Write("gemma.gguf", LabScene.Untrainable());
        var outcome = await _scene.RunAsync(["lab", "train", lab, "--base", gemma, .. s_quick]);
        Assert.True(outcome.ExitCode == 3, outcome.Error);
        var error = Assert.Single(outcome.ErrorLines, line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Contains("the training process ended with code", error, StringComparison.Ordinal);
        Assert.Contains("for backward pass", error, StringComparison.Ordinal);
        Assert.Contains("gemma.gguf may be of an architecture that llama.cpp cannot train", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_trained_says_so()
    {
        var (lab, start) = shared.CopyTo(_scene, trained: false);
        var small = _scene.PathOf("small.gguf");
        (await _scene.RunAsync("lab", "convert", start, small, "--to", "q8_0", "--threads", "1")).AssertSucceeded();
        (await _scene.RunAsync(["lab", "train", lab, "--base", small, .. s_quick]))
            .AssertFailed(3, "small.gguf holds Q8_0 weights, and training needs F32, F16 or BF16: train the file it was quantised from, or convert it with 'mia-probe lab convert small.gguf base-f32.gguf --to f32' (the precision it lost does not come back).");
        var lost = await _scene.RunAsync(["lab", "train", lab, "--base", start, "--warm-up", "0", .. s_quick[..4], "--learning-rate", "1000"]);
        Assert.Equal(3, lost.ExitCode);
        Assert.Contains("training has diverged", lost.Error, StringComparison.Ordinal);
        (await _scene.RunAsync("lab", "train", lab)).AssertFailed(2, "No base model was given: add --base FILE.gguf, the model to start from.");
    }

    [Fact]
    public async Task Calibration_finds_how_a_target_was_trained()
    {
        var (lab, start) = shared.CopyTo(_scene, trained: true);
        var outcome = (await _scene.RunAsync(["lab", "shadows", lab, "--base", start, "-n", "1", "--calibrate", $"{lab}/target.gguf", .. s_quick])).AssertSucceeded();
        Assert.Equal(9, outcome.OutputLines.Count(line => line.Contains("distance", StringComparison.Ordinal)));
        Assert.Single(outcome.OutputLines, line => line.StartsWith("recipe     4 epochs, learning rate 0.003 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Gradients_are_measured_and_written_by_layer()
    {
        var (lab, start) = shared.CopyTo(_scene, trained: false);
        var csv = _scene.PathOf("gradients.csv");
        var outcome = (await _scene.RunAsync("lab", "gradients", "--model", start, "--corpus", $"{lab}/documents.jsonl", "--threads", "1", "--out", csv)).AssertSucceeded();
        Assert.Contains("gradient-norm", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("  blk.0", outcome.Output, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(csv);
        Assert.Equal("document,label,loss,norm,blk.0,output_norm,output", string.Join(',', lines[0].Split(',')[..5].Concat(lines[0].Split(',')[5..].OrderDescending())));
        Assert.Equal(37, lines.Length);
    }

    [Fact]
    public async Task Defences_are_measured_in_one_table_and_two_charts()
    {
        var (lab, start) = shared.CopyTo(_scene, trained: false);
        var outcome = (await _scene.RunAsync(["lab", "defences", lab, "--base", start, "--grid", "quantisation,repetitions,privacy,api", "--epochs", "1", "--store", _scene.Store, "--resamples", "100", .. s_quick])).AssertSucceeded();
        Assert.Equal(
            ["none", "privacy", "privacy", "quantisation", "quantisation", "quantisation", "api", "api", "api", "api", "api", "repetitions", "repetitions", "repetitions", "repetitions", "repetitions"],
            outcome.OutputLines.Skip(1).Take(16).Select(line => line.Split(' ')[0]));
        using var rows = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync($"{lab}/defences.json"));
        Assert.Equal(16, rows.RootElement.GetProperty("rows").GetArrayLength());
        Assert.True(rows.RootElement.GetProperty("rows")[1].GetProperty("epsilon").GetDouble() > rows.RootElement.GetProperty("rows")[2].GetProperty("epsilon").GetDouble());
        using var chart = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync($"{lab}/repetitions.vl.json"));
        Assert.Equal(10, chart.RootElement.GetProperty("data").GetProperty("values").GetArrayLength());
        Assert.True(File.Exists($"{lab}/defences.vl.json"));
        (await _scene.RunAsync("lab", "defences", lab, "--base", start, "--grid", "luck")).AssertFailed(2, "option --grid: 'luck' is not allowed; expected a list of epochs, learning-rate, weight-decay, privacy, quantisation, api, repetitions");
    }

    [Fact]
    public void Two_trainings_on_the_same_cores_warn()
    {
        var warnings = new List<string>();
        using (RunningTraining.Announce(Environment.ProcessorCount, _ => { }))
        {
            using var second = RunningTraining.Announce(1, warnings.Add);
        }

        Assert.Contains(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Single(warnings), StringComparison.Ordinal);
    }
}
