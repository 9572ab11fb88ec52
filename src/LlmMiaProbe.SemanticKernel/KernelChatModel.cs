using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Models;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Services;

namespace LlmMiaProbe.SemanticKernel;

/// <summary>
/// Asks a chat service of a <see cref="Kernel"/>. On its direct path: the same settings given to an IChatClient lose the
/// question for log-probabilities without a word. The service brings its own retries, keys and filters.
/// </summary>
public sealed class KernelChatModel : IChatModel
{
    private const int ShortContext = 4096;

    private readonly Kernel _kernel;
    private readonly IChatCompletionService _service;
    private readonly int _concurrency;
    private string? _reported;

    /// <param name="kernel">Holds the service.</param>
    /// <param name="service">Its key in the kernel; null for the only or the last one.</param>
    /// <param name="topLogProbs">Alternatives of a token to ask for at most; 0 if the service gives none.</param>
    /// <param name="concurrency">Requests under way at a time, at least 1.</param>
    /// <exception cref="ConfigurationException">The kernel has no such service, or the service does not say which model it asks.</exception>
    public KernelChatModel(Kernel kernel, string? service, int topLogProbs, int concurrency)
    {
        (_kernel, TopLogProbs, _concurrency) = (kernel, topLogProbs, concurrency);
        _service = Find(kernel, service);
        Model = Describe(_service);
    }

    /// <summary>Version of Semantic Kernel that this was built with.</summary>
    public static string Version { get; } = typeof(KernelChatModel).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(entry => entry.Key == "Microsoft.SemanticKernel")?.Value ?? "unknown";

    public ModelDescription Model { get; }

    public string Policy => $"chat through Semantic Kernel {Version}, {_service.GetType().Name}";

    public int TopLogProbs { get; }

    public int PreferredBatch => 4 * _concurrency;

    /// <inheritdoc/>
    /// <remarks>Log-probabilities come without temperature where the provider says so; what arrives is kept as reported.</remarks>
    public async IAsyncEnumerable<ChatReply> AskAsync(IReadOnlyList<ChatRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var together in requests.Chunk(_concurrency))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Whatever one of them finds, the answers of the others are paid for and kept.
            var asked = together.Select(request => KernelExchange.AskAsync(_service, _kernel, request, cancellationToken)).ToList();
            PrerequisiteException? end = null;
            foreach (var question in asked)
            {
                ChatReply? reply = null;
                try
                {
                    reply = await question;
                }
                catch (PrerequisiteException e)
                {
                    end ??= e;
                }

                if (reply is not null)
                {
                    RequireSame(reply.Detail.ReportedModel);
                    yield return reply;
                }
            }

            if (end is not null)
            {
                throw end;
            }
        }
    }

    /// <summary>The kernel and its services are the caller's.</summary>
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

    private static ModelDescription Describe(IChatCompletionService service)
    {
        var name = service.GetModelId() ?? throw new ConfigurationException($"{service.GetType().Name} does not say which model it asks, so its answers would have no name: give it the attribute {AIServiceExtensions.ModelIdKey}.");
        var place = service.GetEndpoint() ?? service.GetType().Name;
        return new ModelDescription
        {
            Fingerprint = new ModelFingerprint(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"semantic-kernel/1\n{place.TrimEnd('/')}\n{name}")))),
            Name = $"{name} at {(Uri.TryCreate(place, UriKind.Absolute, out var url) ? url.Authority : place)}",
            Architecture = ModelDescription.Hosted,
            Quantization = "not reported",
            Tokenizer = $"not reported by {place}",
            VocabularySize = 0,
            ContextLength = ShortContext,
            ParameterCount = 0,
            FileSize = 0,
            AddsBos = false,
        };
    }

    /// <exception cref="PrerequisiteException">Another model answers than at the beginning.</exception>
    private void RequireSame(string? reported)
    {
        _reported ??= reported;
        if (reported is not null && reported != _reported)
        {
            throw new PrerequisiteException($"{Model.Name} now answers with the model {reported}; this run began with {_reported}, and their numbers do not belong together: begin a new run. Everything so far is kept.");
        }
    }
}
