using System.Reflection;
using LlmMiaProbe.Models;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmMiaProbe.SemanticKernel;

/// <summary>
/// Asks a chat service of a <see cref="Kernel"/>. On its direct path: the same settings given to an IChatClient lose the
/// question for log-probabilities without a word.
/// </summary>
public sealed class KernelChat : IEndpointChat
{
    private readonly Kernel _kernel;
    private readonly IChatCompletionService _service;

    /// <param name="kernel">Holds the service; the caller's.</param>
    /// <param name="service">Its key in the kernel; null for the only or the last one.</param>
    /// <exception cref="ConfigurationException">The kernel has no such service.</exception>
    public KernelChat(Kernel kernel, string? service = null) => (_kernel, _service) = (kernel, Find(kernel, service));

    /// <summary>Version of Semantic Kernel that this was built with.</summary>
    public static string Version { get; } = typeof(KernelChat).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(entry => entry.Key == "Microsoft.SemanticKernel")?.Value ?? "unknown";

    public string Policy => $"chat through Semantic Kernel {Version}, {_service.GetType().Name}";

    /// <inheritdoc/>
    /// <remarks>Log-probabilities come without temperature where the provider says so; what arrives is kept as reported.</remarks>
    public Task<ChatReply> AskAsync(ChatRequest request, CancellationToken cancellationToken) => KernelExchange.AskAsync(_service, _kernel, request, cancellationToken);

    public void Dispose()
    {
    }

    private static IChatCompletionService Find(Kernel kernel, string? service)
    {
        try
        {
            return kernel.GetRequiredService<IChatCompletionService>(service);
        }
        catch (KernelException e)
        {
            throw new ConfigurationException($"The kernel has no chat service{(service is null ? "" : $" '{service}'")}: register an IChatCompletionService with it.", e);
        }
    }
}
