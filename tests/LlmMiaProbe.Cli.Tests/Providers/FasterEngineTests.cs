using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runtime;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Cli.Tests.Providers;

public sealed class FasterEngineTests
{
    private static readonly RunSettings s_fast = new() { Model = "m.gguf", Corpora = [], Attacks = [], Numerics = NumericPolicy.Fast };
    private static readonly IReadOnlySet<string> s_amx = FasterEngine.FeaturesIn(["processor\t: 0", "flags\t\t: fpu sse2 avx2 amx_bf16 amx_tile amx_int8", "processor\t: 1"]);

    [Fact]
    public void Quantised_weights_on_a_processor_with_AMX_get_one_sentence() => Assert.Equal(
        "This processor has AMX, which --engine llama-cpp uses for Q8_0 weights under --numerics fast (1.8 to 2.8 times faster where it was measured): 'mia-probe doctor --bench m.gguf' measures both here.",
        FasterEngine.Hint(s_fast, "Q8_0", "m.gguf", s_amx));

    [Fact]
    public void Where_no_difference_is_known_nothing_is_said()
    {
        Assert.Null(FasterEngine.Hint(s_fast, "F16", "m.gguf", s_amx));
        Assert.Null(FasterEngine.Hint(s_fast with { Numerics = NumericPolicy.Exact }, "Q8_0", "m.gguf", s_amx));
        Assert.Null(FasterEngine.Hint(s_fast with { Engine = ModelEngine.LlamaCpp }, "Q8_0", "m.gguf", s_amx));
        Assert.Null(FasterEngine.Hint(s_fast with { GpuLayers = -1 }, "Q8_0", "m.gguf", s_amx));
        Assert.Null(FasterEngine.Hint(s_fast, "Q8_0", "m.gguf", FasterEngine.FeaturesIn(["flags : avx2 avx512f"])));
        Assert.Null(FasterEngine.Hint(s_fast, "Q8_0", "m.gguf", FasterEngine.FeaturesIn([])));
    }
}
