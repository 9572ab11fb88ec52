using System.Text.Json.Serialization;

namespace LlmMiaProbe.Models;

/// <summary>A model behind an endpoint, and what the endpoint was found to return.</summary>
public sealed record HostedModel(EndpointSettings Settings, EndpointCapability Capability)
{
    /// <summary>The tokenizer that its tokens are counted and its texts cut with, see <see cref="ITextTokenizer.Description"/>; null for estimates.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>Of its <see cref="Identity"/>; null in runs of older versions, where a model was its URL and the name that it reports.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>What was asked to find out all of this, before the run; null in runs of older versions.</summary>
    public EndpointUsage? Inspection { get; init; }

    /// <summary>What it answers to the texts that it is known by; null if it was not asked in this session, or answers nothing of the kind.</summary>
    [JsonIgnore]
    public EndpointAnswers? Answers { get; init; }

    /// <summary>Who it is, to be kept with the run; null if that was not asked in this session.</summary>
    [JsonIgnore]
    public EndpointIdentity? Identity { get; init; }

    /// <summary>What is to be said about who it is, a sentence; null for nothing.</summary>
    [JsonIgnore]
    public string? IdentityNote { get; init; }

    /// <summary>That tokenizer without the rest of the clause, such as <c>o200k_base (Microsoft.ML.Tokenizers 2.0.1)</c>; null for estimates.</summary>
    [JsonIgnore]
    public string? TokenizerName => Tokenizer?.Replace(ITextTokenizer.CountedWith, "", StringComparison.Ordinal);

    /// <summary>How its tokens are counted, for plans and reports.</summary>
    [JsonIgnore]
    public string TokenCounts => Tokenizer ?? new EstimatedTokenizer(Capability.TokensPerByte).Description;

    /// <summary>Why the endpoint gives no scores of texts; null if it does.</summary>
    [JsonIgnore]
    public string? WhyNoScores => Capability.Access <= AccessLevel.PromptLogProbs
        ? null
        : $"{Settings.Model} at {Settings.Url.Host} does not score given text ({WhyNot(Capability.PromptFindings)})";

    /// <summary>Why the endpoint says nothing about how likely a text is after another; null if it does.</summary>
    [JsonIgnore]
    public string? WhyNoWindows => Capability is { PromptRoute: null, CompletionTopLogProbs: 0 }
        ? $"{Settings.Model} at {Settings.Url.Host} neither scores given text nor shows alternatives of the tokens that it completes a text with "
            + $"({WhyNot(Capability.Findings)})"
        : null;

    /// <summary>Whether the endpoint says no more than between which bounds a probability lies.</summary>
    [JsonIgnore]
    public bool ShowsBoundsOnly => Capability.PromptRoute is null || Capability.RoundingStep is not null;

    private static string WhyNot(IReadOnlyList<string> findings) => findings.Count == 0 ? "there is no route for that" : string.Join("; ", findings);
}
