using LlmMiaProbe.LlamaCpp;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.Cli.Providers;

/// <summary>Stands in for LLamaSharp, which this build leaves out.</summary>
internal static class LlamaSharpProvider
{
    public static string? Version => null;

    /// <exception cref="PrerequisiteException">Always.</exception>
    public static ILlamaEngine Load(string? nativeDirectory, ILogger? logger)
    {
        _ = (nativeDirectory, logger);
        throw Provider.LlamaSharp.Missing("--engine llama-sharp");
    }
}
