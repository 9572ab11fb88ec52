using LlmMiaProbe.Cli.Doctor;
using LlmMiaProbe.Cli.Tests.EndToEnd;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli.Tests.Doctor;

public sealed class EngineCheckTests
{
    private static readonly EngineReport s_loaded = new("llama.cpp x", "/natives", ["CPU (a processor)"], []);

    [Fact]
    public void The_chosen_engine_must_load_and_the_other_one_need_not()
    {
        var missing = s_loaded with { Failure = "libgomp.so.1 is missing: install it." };

        var chosen = new EngineCheck(ModelEngine.LlamaSharp, isChosen: true, () => missing).Run();
        Assert.Equal((DoctorLevel.Fail, "libgomp.so.1 is missing: install it."), (chosen.Level, chosen.Mend));

        var other = new EngineCheck(ModelEngine.LlamaCpp, isChosen: false, () => missing).Run();
        Assert.Equal(DoctorLevel.Warn, other.Level);
        Assert.Equal("libgomp.so.1 is missing: install it. Everything else works without it: it trains (mia-probe lab), and loads architectures that LLamaSharp's release lacks (--engine llama-cpp).", other.Mend);
    }

    [Fact]
    public void A_loaded_engine_says_what_it_is_for_and_where_it_computes() => Assert.Equal(
        "llama.cpp x in /natives, parameter layout verified · devices: CPU (a processor) · scores and generates, the default",
        new EngineCheck(ModelEngine.LlamaSharp, isChosen: true, () => s_loaded).Run().Found);

    [Theory]
    [InlineData(100, 129, null)]
    [InlineData(100, 131, "llama-cpp is 1.3 times as fast with --numerics fast here: add --engine llama-cpp.")]
    [InlineData(300, 100, null)]
    public void Another_engine_is_recommended_only_where_it_is_clearly_faster(double sharp, double own, string? advice)
    {
        var asked = new List<ModelEngine>();
        var finding = new BenchCheck(ProbeScene.Target, ModelEngine.LlamaSharp, threads: 1, (engine, words) =>
        {
            asked.Add(engine);
            Assert.Equal(["--bench", ProbeScene.Target, "--threads", "1"], words);

            // One disturbed round does not count.
            var rate = asked.Count == 1 ? 1 : engine == ModelEngine.LlamaSharp ? sharp : own;
            return s_loaded with { Bench = new EngineBench(50, rate) };
        }).Run();
        Assert.Equal(advice, finding.Mend);
        Assert.Equal($"target.gguf, F16, tokens a second: exact llama-sharp 50, llama-cpp 50; fast llama-sharp {sharp}, llama-cpp {own}", finding.Found);
        Assert.Equal([.. Enumerable.Repeat(new[] { ModelEngine.LlamaSharp, ModelEngine.LlamaCpp }, 3).SelectMany(pair => pair)], asked);
    }
}
