using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Numbers belong to the file that was read, whatever is done to it.</summary>
[Collection(LabRunCollection.Name)]
public sealed class ReplacedModelTests : IDisposable
{
    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    /// <summary>Scores of the second file came from the store under the first one's hash.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_of_the_same_size_and_time_stamp_is_another_model(bool inPlace)
    {
        var model = _scene.PathOf("model.gguf");
        var stamp = new DateTime(2024, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.Copy(ProbeScene.Base, model);
        File.SetLastWriteTimeUtc(model, stamp);
        if (OperatingSystem.IsLinux())
        {
            // Only what has not changed for a moment is remembered at all.
            await Task.Delay(TimeSpan.FromSeconds(3.5));
        }

        var first = await ScoresAsync(model);
        Assert.Equal(first, await ScoresAsync(model));
        if (inPlace)
        {
            await using var source = File.OpenRead(ProbeScene.Target);
            await using var stream = new FileStream(model, FileMode.Open, FileAccess.Write);
            await source.CopyToAsync(stream);
        }
        else
        {
            File.Copy(ProbeScene.Target, _scene.PathOf("other.gguf"));
            File.Move(_scene.PathOf("other.gguf"), model, overwrite: true);
        }

        File.SetLastWriteTimeUtc(model, stamp);
        Assert.Equal(new FileInfo(ProbeScene.Base).Length, new FileInfo(model).Length);
        var second = await ScoresAsync(model);
        Assert.NotEqual(first, second);
        Assert.Equal(await ScoresAsync(ProbeScene.Target), second);
    }

    [Theory]
    [InlineData("output_norm.weight", float.NaN, "NaN")]
    [InlineData("output_norm.weight", float.PositiveInfinity, "infinity")]
    [InlineData("blk.0.ffn_up.weight", float.NaN, "NaN")]
    [InlineData("token_embd.weight", float.NegativeInfinity, "infinity")]
    public async Task A_damaged_tensor_is_named_however_its_weights_are_computed_with(string tensor, float value, string what)
    {
        var model = Damaged("damaged.gguf", tensor, value);
        foreach (var options in new[] { Array.Empty<string>(), ["--no-widen"], ["--numerics", "fast"] })
        {
            (await RunAsync(["--model", model, .. options])).AssertFailed(
                3, $"damaged.gguf is damaged: the tensor {tensor} holds {what}, so nothing can be computed with it: fetch or convert the file again.");
        }
    }

    [Fact]
    public async Task A_damaged_reference_is_named_and_takes_nothing_from_the_target()
    {
        var reference = Damaged("reference.gguf", "output_norm.weight", float.NaN);
        var outcome = await RunAsync(["--model", ProbeScene.Target, "--reference", reference, "--attacks", "loss,reference-difference"]);
        Assert.Equal(4, outcome.ExitCode);
        Assert.Contains("reference: reference.gguf is damaged: the tensor output_norm.weight holds NaN", string.Join(' ', outcome.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("2 failed (2 under another model than the target alone)", outcome.Output, StringComparison.Ordinal);
        var rows = (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store)).AssertSucceeded().JsonLines;
        Assert.All(rows, row => Assert.Equal(row.GetProperty("attack").GetString() == "loss", row.GetProperty("score").ValueKind == System.Text.Json.JsonValueKind.Number));
    }

    [Fact]
    public async Task Weights_too_large_to_compute_with_get_a_sentence_and_no_score()
    {
        var model = Damaged("absurd.gguf", "output_norm.weight", 3e38f, all: true);
        var outcome = await RunAsync(["--model", model]);
        Assert.Equal(4, outcome.ExitCode);
        var rows = (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store)).AssertSucceeded().JsonLines;
        Assert.All(rows, row => Assert.Contains("absurd.gguf returned logits that are not numbers, though no weight is NaN or infinite", row.GetProperty("reason").GetString(), StringComparison.Ordinal));
    }

    private async Task<string> ScoresAsync(string model)
    {
        var run = (await RunAsync(["--model", model, "--output", "json"])).AssertSucceeded().Json;
        var number = run.GetProperty("run").GetInt64();
        return (await _scene.RunAsync("runs", "export", $"{number}", "--store", _scene.Store)).AssertSucceeded().Output;
    }

    private Task<Outcome> RunAsync(IReadOnlyList<string> options) => _scene.RunAsync(
    [
        "run", "--corpus", _scene.WriteCorpus("It is a truth universally acknowledged, that a single man", "in possession of a good fortune, must be in want of a wife."),
        .. options.Contains("--attacks") ? [] : (string[])["--attacks", "loss"], "--threads", "1", "--resamples", "100", "--quiet", "--store", _scene.Store, .. options,
    ]);

    private string Damaged(string name, string tensor, float value, bool all = false)
    {
        var bytes = File.ReadAllBytes(ProbeScene.Base);
        var file = GgufFile.Open(ProbeScene.Base);
        var place = file.Tensors.Single(one => one.Name == tensor);
        var width = place.Type == GgufTensorType.F32 ? 4 : 2;
        for (long at = all ? 0 : width * 5; at < (all ? place.ByteSize : width * 6); at += width)
        {
            var target = bytes.AsSpan((int)(file.DataOffset + place.Offset + at));
            _ = width == 4 ? BitConverter.TryWriteBytes(target, value) : BitConverter.TryWriteBytes(target, (Half)value);
        }

        return _scene.Write(name, bytes);
    }
}
