using LlmMiaProbe.Hosted.Capability;
using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted;

/// <summary>Opens models behind endpoints.</summary>
/// <param name="time">For delays.</param>
public sealed class HostedModels(TimeProvider time)
{
    /// <summary>Before repetitions; tests make it short.</summary>
    internal RetryDelays Delays { get; init; } = RetryDelays.Default;

    /// <summary>Asks an endpoint what it can do: some thirty short requests.</summary>
    /// <exception cref="PrerequisiteException">It cannot be reached or refuses the key, or the key cannot be read.</exception>
    /// <exception cref="ConfigurationException">It answers nothing that is asked of this model.</exception>
    public async Task<HostedModel> InspectAsync(EndpointSettings settings, CancellationToken cancellationToken)
    {
        // The budget is for the work that follows.
        using var client = Client(settings with { MaxRequests = null, MaxTokens = null });
        return new HostedModel(settings, await new CapabilityProbe(client).RunAsync(cancellationToken));
    }

    /// <param name="model">Inspected before.</param>
    /// <param name="contextTokens">Tokens of context if the endpoint does not say; null for 4,096.</param>
    /// <exception cref="PrerequisiteException">It does not score given text, or the key cannot be read.</exception>
    public HostedTokenScorer OpenScorer(HostedModel model, int? contextTokens) =>
        model.WhyNoScores is { } reason ? throw new PrerequisiteException($"{reason}.") : new HostedTokenScorer(model, Client(model.Settings), contextTokens);

    /// <param name="model">Inspected before.</param>
    /// <param name="contextTokens">Tokens of context if the endpoint does not say; null for 4,096.</param>
    /// <exception cref="PrerequisiteException">The key cannot be read.</exception>
    public HostedGenerator OpenGenerator(HostedModel model, int? contextTokens) => new(model, Client(model.Settings), contextTokens);

    /// <param name="model">Inspected before.</param>
    /// <param name="tokenizer">Splits text as the hosted model does; disposed of with the scorer.</param>
    /// <param name="contextTokens">Tokens of context if the endpoint does not say; null for 4,096.</param>
    /// <exception cref="PrerequisiteException">It shows no log-probabilities of texts, or the key cannot be read.</exception>
    public HostedWindowScorer OpenWindows(HostedModel model, ITokenizer tokenizer, int? contextTokens) =>
        model.WhyNoWindows is { } reason ? throw new PrerequisiteException($"{reason}.") : new HostedWindowScorer(model, Client(model.Settings), tokenizer, contextTokens);

    /// <exception cref="PrerequisiteException">It has no chat, or the key cannot be read.</exception>
    public HostedChatModel OpenChat(HostedModel model)
    {
        if (!model.Capability.HasChat)
        {
            throw new PrerequisiteException($"{model.Settings.Model} at {model.Settings.Url.Host} has no chat ({string.Join("; ", model.Capability.Findings)}).");
        }

        var client = Client(model.Settings);
        return new HostedChatModel(model, new OpenAiChatClient(client), client);
    }

    private EndpointClient Client(EndpointSettings settings) => new(settings, time, Delays);
}
