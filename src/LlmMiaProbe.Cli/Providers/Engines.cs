using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.Models;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.Cli.Providers;

/// <summary>Loads what evaluates GGUF models.</summary>
internal static class Engines
{
    /// <param name="engine">Which.</param>
    /// <param name="nativeDirectory">Folder of its native libraries, or null for those that come with it.</param>
    /// <param name="logger">Receives the native log.</param>
    /// <exception cref="PrerequisiteException">This program was built without it, or its native library is missing.</exception>
    /// <exception cref="ConfigurationException">It does not evaluate GGUF models.</exception>
    public static ILlamaEngine Load(ModelEngine engine, string? nativeDirectory, ILogger? logger = null) => engine switch
    {
        ModelEngine.LlamaCpp => LlamaLibrary.Load(nativeDirectory, logger),
        ModelEngine.LlamaSharp => LlamaSharpProvider.Load(nativeDirectory, logger),
        _ when Provider.SemanticKernel.Version is null => throw Provider.SemanticKernel.Missing("--engine semantic-kernel"),
        _ => throw new ConfigurationException("--engine semantic-kernel answers messages and cannot score or continue a GGUF file: use --engine llama-cpp or llama-sharp here."),
    };
}
