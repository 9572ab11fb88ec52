using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Evidence;

/// <summary>Something to know about a text.</summary>
/// <typeparam name="T">What the caller knows the question by.</typeparam>
/// <param name="About">Comes back with the answer.</param>
/// <param name="Text">The text; null if it cannot be scored.</param>
/// <param name="WhyNot">Why it cannot; null if it can.</param>
public readonly record struct EvidenceQuestion<T>(T About, PreparedText? Text, string? WhyNot)
{
    /// <summary>No question, but a wish: the next one is read only when all before it are answered.</summary>
    public bool IsPause { get; init; }
}

/// <summary>Makes questions.</summary>
public static class EvidenceQuestion
{
    public static EvidenceQuestion<T> Of<T>(T about, PreparedText text) => new(about, text, null);

    /// <summary>No question: what follows depends on the answers so far. Whatever it is about does not come back.</summary>
    public static EvidenceQuestion<T> Pause<T>(T about) => new(about, null, null) { IsPause = true };

    /// <summary>A question that no model need be asked; it is counted, and answered by the reason.</summary>
    public static EvidenceQuestion<T> Impossible<T>(T about, string reason) => new(about, null, reason);
}

/// <summary>What became of a question. All that a model said about it is stored by now.</summary>
/// <param name="About">The caller's name of the question.</param>
/// <param name="Text">The text as it was scored, with the tokens that it took; null if it could not be asked.</param>
/// <param name="Source">Who answered.</param>
public readonly record struct EvidenceAnswer<T>(T About, PreparedText? Text, AnswerSource Source)
{
    /// <summary>What the model said just now; null for an answer of the store, and in a dry run.</summary>
    public TokenScores? Scores { get; init; }

    /// <summary>Why there are no scores; null if there are, or if the store answered.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether the failure is stored as the model's last word.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Whether the store alone was to answer, and does not. There is no failure either.</summary>
    public bool IsMissing { get; init; }

    /// <summary>Tokens that the answer cost; 0 for all but the first that asked for a text.</summary>
    public long Tokens { get; init; }
}

/// <summary>Who answered a question.</summary>
public enum AnswerSource
{
    /// <summary>Nobody: the text cannot be scored.</summary>
    Nobody,

    /// <summary>The store.</summary>
    Store,

    /// <summary>The model, just now.</summary>
    Model,

    /// <summary>The model, for an earlier question about the same text.</summary>
    Shared,
}
