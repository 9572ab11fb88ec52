using LlmMiaProbe.Local;
using LlmMiaProbe.LlamaSharp;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.Cli.Providers;

/// <summary>LLamaSharp, which this build has.</summary>
internal static class LlamaSharpProvider
{
    public static string? Version => LlamaSharpEngine.Version;

    /// <inheritdoc cref="LlamaSharpEngine.Load(string?, ILogger?)"/>
    public static ILlamaEngine Load(string? nativeDirectory, ILogger? logger) => LlamaSharpEngine.Load(nativeDirectory, logger);
}
