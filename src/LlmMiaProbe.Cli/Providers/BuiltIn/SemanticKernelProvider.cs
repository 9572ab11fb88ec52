using LlmMiaProbe.SemanticKernel;

namespace LlmMiaProbe.Cli.Providers;

/// <summary>Semantic Kernel, which this build has.</summary>
internal static class SemanticKernelProvider
{
    public static string? Version => KernelChatModel.Version;
}
