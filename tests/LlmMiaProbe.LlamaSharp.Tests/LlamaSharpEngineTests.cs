using LLama.Native;
using LlmMiaProbe.Local;
using LlmMiaProbe.LlamaSharp.Native;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Local.Tests.Contract;

namespace LlmMiaProbe.LlamaSharp.Tests;

[Collection(NativeCollection.Name)]
public sealed class LlamaSharpEngineTests(NativeLibraryFixture native)
{
    [Fact]
    public void Its_evidence_is_never_taken_for_that_of_another_binding_or_build()
    {
        using var scorer = native.Open("base.gguf");
        Assert.Matches(@"^llama\.cpp [0-9a-f]{9} \(ggml \d+\.\d+\.\d+\) through LLamaSharp \[.+\]; exact \(", scorer.Policy);
    }

    [Fact]
    public void One_process_has_one_engine() =>
        Assert.Contains("already loaded by LLamaSharp", Assert.Throws<PrerequisiteException>(() => NativeProcess.Claim("the own binding")).Message, StringComparison.Ordinal);

    [Fact]
    public void Defaults_that_are_shifted_by_a_field_are_noticed()
    {
        var context = LLamaContextParams.Default();
        Assert.Null(NativeLayout.DifferenceOf(context));
        Assert.NotNull(NativeLayout.DifferenceOf(context with { n_threads = 0, n_threads_batch = 4 }));
        var model = LLamaModelParams.Default();
        Assert.Null(NativeLayout.DifferenceOf(model));
        Assert.NotNull(NativeLayout.DifferenceOf(model with { split_mode = GPUSplitMode.None }));
    }

    [Fact]
    public void A_file_that_llama_cpp_refuses_is_named_with_its_reason()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["broken.gguf"], "GGUF");
        Assert.Contains("broken.gguf could not be loaded: ", Assert.Throws<ModelException>(() => native.Load(folder["broken.gguf"], vocabularyOnly: true)).Message, StringComparison.Ordinal);
    }
}
