using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Models;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>
/// Any chat service of Semantic Kernel as a model that can be asked. Log-probabilities are those that the service hands on in
/// the OpenAI SDK's own object (in single precision); top-k is refused, since connectors may leave it out in silence. Key,
/// retries and budget are the service's own.
/// </summary>
public sealed class KernelChatModel : IChatModel
{
    internal const string PolicyPrefix = "chat through Semantic Kernel ";

    private readonly IChatCompletionService _service;
    private readonly Kernel? _kernel;

    /// <param name="service">The caller's.</param>
    /// <param name="name">What tells this model from others, such as its name and where it is: replies are kept under it.</param>
    /// <param name="kernel">Handed to the service; the caller's. Null for none.</param>
    public KernelChatModel(IChatCompletionService service, string name, Kernel? kernel = null)
    {
        (_service, _kernel) = (service, kernel);
        Model = new ModelDescription
        {
            Fingerprint = new ModelFingerprint(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"chat-service/1\n{name}")))),
            Name = name,
            Architecture = ModelDescription.Hosted,
            Quantization = "not reported",
            Tokenizer = $"not reported by {name}",
            VocabularySize = 0,
            ContextLength = HostedIdentity.ShortContext,
            ParameterCount = 0,
            FileSize = 0,
            AddsBos = false,
        };
    }

    /// <summary>Version of Semantic Kernel that this was built with.</summary>
    public static string Version { get; } =
        typeof(KernelChatModel).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(entry => entry.Key == "Microsoft.SemanticKernel")?.Value ?? "unknown";

    public ModelDescription Model { get; }

    public string Policy => PolicyOf(_service);

    /// <summary>Alternatives of a token that the service reports at most; 0, the default, asks for none.</summary>
    public int TopLogProbs { get; init; }

    /// <summary>Requests under way at a time, at least 1.</summary>
    public int Concurrency { get; init; } = 1;

    public int PreferredBatch => Concurrency;

    /// <summary>The chat service of a kernel.</summary>
    /// <param name="kernel">Holds the service; the caller's.</param>
    /// <param name="name">See the constructor.</param>
    /// <param name="service">Its key in the kernel; null for the only or the last one.</param>
    /// <exception cref="ConfigurationException">The kernel has no such service.</exception>
    public static KernelChatModel Of(Kernel kernel, string name, string? service = null)
    {
        try
        {
            return new KernelChatModel(kernel.GetRequiredService<IChatCompletionService>(service), name, kernel);
        }
        catch (KernelException e)
        {
            throw new ConfigurationException(
                $"The kernel has no chat service{(service is null ? "" : $" '{service}'")}: register an IChatCompletionService with it.", e);
        }
    }

    public IAsyncEnumerable<ChatReply> AskAsync(IAsyncEnumerable<ChatRequest> requests, CancellationToken cancellationToken) =>
        OrderedRequests.RunAsync(requests, Concurrency, PreferredBatch, AskAsync, cancellationToken);

    /// <summary>Nothing: the service is the caller's.</summary>
    public void Dispose()
    {
    }

    internal static string PolicyOf(IChatCompletionService service) => $"{PolicyPrefix}{Version}, {service.GetType().Name}";

    private async Task<ChatReply> AskAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        if (request.Scheme.TopK is not null)
        {
            return ChatReply.Failed(request, "connectors of Semantic Kernel may leave top-k out in silence: leave --top-k out");
        }

        try
        {
            return ServiceAnswer.Read(request, await KernelExchange.AskAsync(_service, _kernel, request, cancellationToken));
        }
        // Whatever a stranger's service throws is one reply that failed; what this project throws for all of them is not.
        catch (Exception e) when (e is ModelException || (e is not ProbeException && !cancellationToken.IsCancellationRequested))
        {
            return ChatReply.Failed(request, e is ModelException ? e.Message : KernelExchange.Unusable(e));
        }
    }
}
