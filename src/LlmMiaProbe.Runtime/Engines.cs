using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.LlamaSharp;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.Runtime;

/// <summary>What evaluates models.</summary>
internal static class Engines
{
    /// <summary>As <c>--engine</c> takes it.</summary>
    public static string NameOf(ModelEngine engine) => engine == ModelEngine.LlamaCpp ? "llama-cpp" : "llama-sharp";

    /// <summary>Loads what evaluates GGUF models.</summary>
    /// <param name="engine">Which.</param>
    /// <param name="nativeDirectory">Folder of its native libraries, or null for those that come with it.</param>
    /// <param name="logger">Receives the native log.</param>
    /// <exception cref="PrerequisiteException">Its native library is missing or of another release.</exception>
    public static ILlamaEngine Load(ModelEngine engine, string? nativeDirectory, ILogger? logger = null) => engine switch
    {
        ModelEngine.LlamaCpp => LlamaLibrary.Load(nativeDirectory, logger),

        // Runs of an earlier version that asked an endpoint through Semantic Kernel name neither.
        _ => LlamaSharpEngine.Load(nativeDirectory, logger),
    };
}
