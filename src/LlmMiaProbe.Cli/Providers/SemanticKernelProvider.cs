using LlmMiaProbe.Models;
using LlmMiaProbe.SemanticKernel;

namespace LlmMiaProbe.Cli.Providers;

/// <summary>Semantic Kernel, which this build has.</summary>
internal static class SemanticKernelProvider
{
    public static string? Version => KernelChat.Version;

    /// <inheritdoc cref="KernelConnectors.Open(EndpointSettings, HttpClient)"/>
    public static IEndpointChat Open(EndpointSettings endpoint, HttpClient http) => KernelConnectors.Open(endpoint, http);
}
