using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Runtime;

/// <summary>Where the other engine is known to be much faster: its natives use AMX on quantised weights, LLamaSharp's do not.</summary>
internal static class FasterEngine
{
    private const string Processor = "/proc/cpuinfo";

    private static readonly string[] s_matrixFeatures = ["amx_tile", "amx_int8"];

    /// <summary>The features that the operating system lists for the first core; none where it has no such list.</summary>
    public static IReadOnlySet<string> ProcessorFeatures() => File.Exists(Processor)
        ? FeaturesIn(File.ReadLines(Processor))
        : new HashSet<string>();

    /// <param name="processor">Lines of the form "name : value".</param>
    internal static IReadOnlySet<string> FeaturesIn(IEnumerable<string> processor) =>
        processor.FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(':') is [_, var flags]
            ? flags.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>();

    /// <param name="run">How the model is to be evaluated.</param>
    /// <param name="quantization">Of its weights, such as Q8_0.</param>
    /// <param name="file">The model, for the advice.</param>
    /// <param name="features">Of the processor.</param>
    /// <returns>One sentence; null where no difference of more than 1.3 is known.</returns>
    public static string? Hint(RunSettings run, string quantization, string file, IReadOnlySet<string> features) =>
        run is { Engine: ModelEngine.LlamaSharp, Numerics: NumericPolicy.Fast, GpuLayers: 0 }
        && quantization.StartsWith('Q')
        && s_matrixFeatures.All(features.Contains)
            ? $"This processor has AMX, which --engine llama-cpp uses for {quantization} weights under --numerics fast (1.8 to 2.8 times faster where it was "
                + $"measured): 'mia-probe doctor --bench {file}' measures both here."
            : null;
}
