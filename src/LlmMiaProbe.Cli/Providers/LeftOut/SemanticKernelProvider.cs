using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli.Providers;

/// <summary>Stands in for Semantic Kernel, which this build leaves out.</summary>
internal static class SemanticKernelProvider
{
    public static string? Version => null;

    /// <exception cref="PrerequisiteException">Always.</exception>
    public static IEndpointChat Open(EndpointSettings endpoint, HttpClient http)
    {
        _ = (endpoint, http);
        throw Provider.SemanticKernel.Missing(Engines.SemanticKernelOption);
    }
}
