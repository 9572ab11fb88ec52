using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Models;

/// <summary>What an endpoint really returns, as found by asking it; stored with the run. Nothing is concluded from its name.</summary>
public sealed record EndpointCapability
{
    public required AccessLevel Access { get; init; }

    /// <summary>The model that its answers name.</summary>
    public required string ReportedModel { get; init; }

    /// <summary>What the server calls itself; a hint, nothing rests on it. Null if it does not say.</summary>
    public string? Server { get; init; }

    /// <summary>The route that scores given text, or null.</summary>
    public string? PromptRoute { get; init; }

    /// <summary>What that route says of a token beside its log-probability.</summary>
    public ScoreColumns Columns { get; init; }

    /// <summary>Whether a token precedes every text.</summary>
    public bool AddsBos { get; init; }

    /// <summary>Digest of how it splits a fixed text; equal for models that very likely split alike. Empty if it does not show.</summary>
    public string Tokenizer { get; init; } = "";

    /// <summary>Tokens a byte of a fixed English text, as it splits or bills it; null if it does not say.</summary>
    public double? TokensPerByte { get; init; }

    /// <summary>Tokens of context as the endpoint reports them, or null.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>Whether it continues a text as given, without a chat template.</summary>
    public bool HasCompletions { get; init; }

    public bool HasChat { get; init; }

    /// <summary>What a question to its chat goes through, part of every attempt's key; null in runs of older versions.</summary>
    public string? ChatPolicy { get; init; }

    /// <summary>Alternatives of a generated token that completions really give; 0 for none.</summary>
    public int CompletionTopLogProbs { get; init; }

    /// <summary>Alternatives of a generated token that the chat really gives; 0 for none.</summary>
    public int ChatTopLogProbs { get; init; }

    /// <summary>
    /// How far given text is scored otherwise than the same text is generated, a clause, so that its scores are not the generating
    /// model's; null if they agree or could not be held against each other.
    /// </summary>
    public string? Disagreement { get; init; }

    /// <summary>Step that log-probabilities are rounded to, nats; null if none was found.</summary>
    public double? RoundingStep { get; init; }

    /// <summary>Largest difference between two identical requests, nats; null if there are no log-probabilities.</summary>
    public double? NoiseFloor { get; init; }

    /// <summary>Whether log-probabilities of generated tokens change with the temperature, so that they are not the model's own. Null if not known.</summary>
    public bool? FollowsTemperature { get; init; }

    /// <summary>Whether the same seed gave the same text twice. Null if not known.</summary>
    public bool? RepeatsSeeds { get; init; }

    /// <summary>What was found wrong or missing, a sentence each.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Of these, why no route scores given text.</summary>
    public IReadOnlyList<string> PromptFindings { get; init; } = [];
}
