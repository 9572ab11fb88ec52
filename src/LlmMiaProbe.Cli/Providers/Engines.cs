using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.Cli.Providers;

/// <summary>What evaluates models.</summary>
internal static class Engines
{
    public const string SemanticKernelOption = "--engine semantic-kernel";

    /// <summary>Sees whether this program has an engine, before anything else is looked at.</summary>
    /// <exception cref="PrerequisiteException">It was built without it.</exception>
    public static void Require(ModelEngine engine)
    {
        if (engine == ModelEngine.SemanticKernel && Provider.SemanticKernel.Version is null)
        {
            throw Provider.SemanticKernel.Missing(SemanticKernelOption);
        }

        if (engine == ModelEngine.LlamaSharp && Provider.LlamaSharp.Version is null)
        {
            throw Provider.LlamaSharp.Missing("--engine llama-sharp");
        }
    }

    public static ConfigurationException WithoutEndpoint() =>
        new($"{SemanticKernelOption} asks the chat of an endpoint and evaluates no GGUF file: add --endpoint URL and --endpoint-model NAME, or leave the option out.");

    /// <summary>Loads what evaluates GGUF models.</summary>
    /// <param name="engine">Which.</param>
    /// <param name="nativeDirectory">Folder of its native libraries, or null for those that come with it.</param>
    /// <param name="logger">Receives the native log.</param>
    /// <exception cref="PrerequisiteException">This program was built without it, or its native library is missing.</exception>
    /// <exception cref="ConfigurationException">It does not evaluate GGUF models.</exception>
    public static ILlamaEngine Load(ModelEngine engine, string? nativeDirectory, ILogger? logger = null) => engine switch
    {
        ModelEngine.LlamaCpp => LlamaLibrary.Load(nativeDirectory, logger),
        ModelEngine.LlamaSharp => LlamaSharpProvider.Load(nativeDirectory, logger),
        _ when Provider.SemanticKernel.Version is null => throw Provider.SemanticKernel.Missing(SemanticKernelOption),
        _ => throw WithoutEndpoint(),
    };
}
