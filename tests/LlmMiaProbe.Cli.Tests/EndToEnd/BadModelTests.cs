using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class BadModelTests : IDisposable
{
    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_missing_model_is_named_and_leaves_no_store_behind()
    {
        var model = _scene.PathOf("missing.gguf");

        (await RunAsync("--model", model)).AssertFailed(3, $"{model} does not exist: check the path, or download the model there");
        Assert.False(File.Exists(_scene.Store));
    }

    [Fact]
    public async Task A_truncated_model_is_told_by_its_first_missing_tensor()
    {
        using var whole = File.OpenRead(ProbeScene.Target);
        var start = new byte[4_000_000];
        whole.ReadExactly(start);

        (await RunAsync("--model", _scene.Write("cut.gguf", start))).AssertFailed(
            3, "cut.gguf is truncated: the tensor blk.1.ffn_up.weight needs 196,608 bytes up to offset 4,033,728, the file ends at 4,000,000: copy or download it again");
    }

    [Fact]
    public async Task A_text_file_named_gguf_is_told_by_its_first_bytes() =>
        (await RunAsync("--model", _scene.Write("text.gguf", "hello, I am text")))
            .AssertFailed(3, "text.gguf is not a GGUF file: it starts with 'hello' where 'GGUF' was expected");

    [Fact]
    public async Task An_empty_file_named_gguf_is_refused()
    {
        var outcome = await RunAsync("--model", _scene.Write("empty.gguf", ""));

        Assert.Equal(3, outcome.ExitCode);
        Assert.StartsWith("error: empty.gguf", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_reference_is_named_even_if_no_attack_needs_it()
    {
        var reference = _scene.PathOf("missing.gguf");

        (await RunAsync("--model", ProbeScene.Target, "--reference", reference, "--attacks", "loss"))
            .AssertFailed(3, $"{reference} does not exist: check the path, or download the model there");
    }

    [Fact]
    public async Task A_reference_that_is_the_model_itself_is_refused_also_through_a_link()
    {
        (await RunAsync("--model", ProbeScene.Target, "--reference", ProbeScene.Target)).AssertFailed(2, SameFile);
        if (!OperatingSystem.IsWindows())
        {
            var link = File.CreateSymbolicLink(_scene.PathOf("other.gguf"), ProbeScene.Target).FullName;
            (await RunAsync("--model", ProbeScene.Target, "--reference", link)).AssertFailed(2, SameFile);
        }
    }

    [Fact]
    public async Task A_reference_that_is_a_copy_of_the_model_is_told_in_the_result()
    {
        var copy = _scene.PathOf("copy.gguf");
        File.Copy(ProbeScene.Target, copy);

        var outcome = (await RunAsync("--model", ProbeScene.Target, "--reference", copy, "--attacks", "reference-difference")).AssertSucceeded();

        Assert.Contains("the reference is a copy of the target, so every comparison with it is 0", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_the_model_was_not_trained_for_is_refused() =>
        (await RunAsync("--model", ProbeScene.Target, "--context-length", "100000"))
            .AssertFailed(2, "--context-length 100000 is more than the 512 tokens that target.gguf was trained with: use 512 or less.");

    [Fact]
    public async Task An_engine_that_reads_no_gguf_is_refused_and_leaves_nothing_behind()
    {
        var outcome = await RunAsync("--model", ProbeScene.Target, "--engine", "semantic-kernel");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(
            "error: option --engine semantic-kernel: the chat of endpoints always goes through Semantic Kernel now, so it is no engine to choose: leave it out; --connector says whose chat it is",
            Assert.Single(outcome.ErrorLines));
    }

    [Fact]
    public async Task Without_a_gpu_the_cpu_is_used_only_where_that_is_allowed()
    {
        var outcome = await RunAsync("--model", ProbeScene.Target, "--gpu-layers", "-1", "--allow-cpu");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("GPU layers 0", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Layers_on_a_gpu_are_refused_by_a_build_without_one()
    {
        var outcome = await RunAsync("--model", ProbeScene.Target, "--gpu-layers", "5");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Matches(@"^error: --gpu-layers 5 asks for a GPU, but the libraries in .* have none \(.*\): build with -p:LlamaBackend=Cuda12 or Vulkan, on a package feed that has LLamaSharp's backend of that name \(if that was done, 'mia-probe doctor' says what is missing\), leave the option out, or add --allow-cpu\.$", Assert.Single(outcome.ErrorLines));
    }

    [Fact]
    public async Task A_model_is_inspected_and_a_bad_one_refused()
    {
        var model = (await _scene.RunAsync("models", "inspect", ProbeScene.Target, "--output", "json")).AssertSucceeded().Json;
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(ProbeScene.Target))), model.GetProperty("fingerprint").GetString());
        Assert.Equal(("llama", "F16", 512), (model.GetProperty("architecture").GetString(), model.GetProperty("quantization").GetString(), model.GetProperty("contextLength").GetInt32()));

        (await _scene.RunAsync("models", "inspect", _scene.Write("text.gguf", "hello")))
            .AssertFailed(3, "text.gguf is not a GGUF file: it starts with 'hello' where 'GGUF' was expected");
    }

    private static string SameFile => RelativePaths.In(
        $"--reference and --model are the same file ({ProbeScene.Target}), so every comparison would be 0: name the model from before the training, or leave --reference out.");

    private Task<Outcome> RunAsync(params IReadOnlyList<string> args) =>
        _scene.RunAsync(["run", "--corpus", _scene.WriteCorpus("one text", "another text"), "--threads", "1", "--store", _scene.Store, .. args]);
}
