using LlmMiaProbe.Prompts;

namespace LlmMiaProbe.Reporting;

/// <summary>What questions would cost.</summary>
public sealed record AskPlanOutput
{
    public required string Method { get; init; }

    public required IReadOnlyList<PromptOutput> Prompts { get; init; }

    public required int Documents { get; init; }

    /// <summary>Of these, known non-members.</summary>
    public required int Controls { get; init; }

    /// <summary>Models that would be asked.</summary>
    public required int Models { get; init; }

    /// <summary>How tokens are counted.</summary>
    public required string TokenCounts { get; init; }

    /// <summary>To each model.</summary>
    public required long Calls { get; init; }

    public required long PromptTokens { get; init; }

    /// <summary>At most.</summary>
    public required long ReplyTokens { get; init; }

    /// <summary>What the models asked would charge at most, at the prices given; null without prices.</summary>
    public decimal? Price { get; init; }

    /// <summary>To the model that rewrites passages.</summary>
    public required long ParaphraserCalls { get; init; }

    /// <summary>Given and, at most, produced.</summary>
    public required long ParaphraserTokens { get; init; }
}

/// <summary>A template that would be used.</summary>
/// <param name="Name">Of the template.</param>
/// <param name="Version">Raised when the wording changes.</param>
/// <param name="Hash">Of its text.</param>
/// <param name="Origin">Where it was read.</param>
public sealed record PromptOutput(string Name, int Version, string Hash, string Origin)
{
    public static PromptOutput Of(PromptTemplate prompt) => new(prompt.Name, prompt.Version, prompt.Hash, prompt.Origin);
}
