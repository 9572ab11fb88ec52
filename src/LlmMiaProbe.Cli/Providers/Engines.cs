using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.LlamaSharp;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.Cli.Providers;

/// <summary>What evaluates models.</summary>
internal static class Engines
{
    public const string SemanticKernelOption = "--engine semantic-kernel";

    public static ConfigurationException WithoutEndpoint() =>
        new($"{SemanticKernelOption} asks the chat of an endpoint and evaluates no GGUF file: add --endpoint URL and --endpoint-model NAME, or leave the option out.");

    /// <summary>As <c>--engine</c> takes it.</summary>
    public static string NameOf(ModelEngine engine) => engine switch
    {
        ModelEngine.LlamaCpp => "llama-cpp",
        ModelEngine.LlamaSharp => "llama-sharp",
        _ => "semantic-kernel",
    };

    /// <summary>Loads what evaluates GGUF models.</summary>
    /// <param name="engine">Which.</param>
    /// <param name="nativeDirectory">Folder of its native libraries, or null for those that come with it.</param>
    /// <param name="logger">Receives the native log.</param>
    /// <exception cref="PrerequisiteException">Its native library is missing or of another release.</exception>
    /// <exception cref="ConfigurationException">It does not evaluate GGUF models.</exception>
    public static ILlamaEngine Load(ModelEngine engine, string? nativeDirectory, ILogger? logger = null) => engine switch
    {
        ModelEngine.LlamaCpp => LlamaLibrary.Load(nativeDirectory, logger),
        ModelEngine.LlamaSharp => LlamaSharpEngine.Load(nativeDirectory, logger),
        _ => throw WithoutEndpoint(),
    };
}
