using System.Text.Json.Serialization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Probing;

/// <summary>How the conversations of a run were put together.</summary>
public sealed record ChatSummary
{
    /// <summary>Such as <c>chatml</c>, or <see cref="ConversationRenderer.NoTemplate"/>.</summary>
    public required string Template { get; init; }

    /// <summary>Whether it is the one of the model's file.</summary>
    public bool IsOwn { get; init; }

    /// <summary>See <see cref="IChatTemplate.Sha256"/>; null without a template.</summary>
    public string? Sha256 { get; init; }

    public ChatUnit Unit { get; init; }

    /// <summary>Conversations in the corpora.</summary>
    public long Records { get; init; }

    /// <summary>Of their answers, those that are scored.</summary>
    public long Answers { get; init; }

    /// <summary>A line for people.</summary>
    [JsonIgnore]
    public string Sentence => $"{What}; only what the assistant says is scored";

    /// <summary>The same of an extraction.</summary>
    /// <param name="windows">How long suffixes are.</param>
    public string SentenceOf(ExtractionSettings windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return $"{What}; all that precedes an answer is given, and its first {Figures.Count(windows.SuffixTokens, "token")} must follow";
    }

    /// <summary>Template and unit, a clause.</summary>
    [JsonIgnore]
    public string Manner =>
        $"{TemplateName}, {(Unit == ChatUnit.Turn ? "each answer" : "each record")} a document";

    private string TemplateName => Template == ConversationRenderer.NoTemplate ? "no template" : IsOwn ? $"{Template} (the model's own)" : Template;

    private string What =>
        $"{TemplateName}, "
        + $"{Figures.Count(Records, "record")}, {Figures.Count(Answers, "answer")}{(Unit == ChatUnit.Turn ? ", each a document of its own" : "")}";
}

/// <summary>What of a conversation is one document.</summary>
public enum ChatUnit
{
    /// <summary>All answers of a record together.</summary>
    Record,

    /// <summary>Each answer, after all that precedes it.</summary>
    Turn,
}
