using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Probing;

/// <summary>Which documents of a run are wanted.</summary>
public sealed record DocumentQuery
{
    /// <summary>A part of an id or of a group's name, whatever its case; null for any.</summary>
    public string? Text { get; init; }

    /// <summary>Which of the run's sets; null for all.</summary>
    public DocumentSet? Set { get; init; }

    /// <summary>The attack whose scores are shown, spelled out; null for none.</summary>
    public string? Attack { get; init; }

    public DocumentOrder Order { get; init; }

    public bool IsDescending { get; init; }

    /// <summary>Documents that are left out before the first.</summary>
    public long Offset { get; init; }

    /// <summary>Documents at most.</summary>
    public int Length { get; init; } = 50;
}

/// <summary>The sets that a run's documents are in.</summary>
public enum DocumentSet
{
    Member,
    NonMember,
    Unknown,

    /// <summary>Of a corpus that serves only as calibration, whatever its label.</summary>
    Calibration,
}

/// <summary>What documents are sorted by; those that are equal by their place in the corpus.</summary>
public enum DocumentOrder
{
    /// <summary>The place in the corpus.</summary>
    Corpus,

    /// <summary>The score of the attack; documents without one come last either way.</summary>
    Score,
    Id,

    /// <summary>Bytes of what is scored.</summary>
    Length,
}

/// <param name="Document">A document of the run.</param>
/// <param name="Score">Of the attack; null if the store has none.</param>
public sealed record ListedDocument(RunDocument Document, AttackScore? Score);

/// <param name="Total">All documents that are meant.</param>
/// <param name="Documents">Those of the page.</param>
public sealed record DocumentPage(long Total, IReadOnlyList<ListedDocument> Documents);

/// <summary>A text as a document of a run.</summary>
/// <param name="Run">The run's number.</param>
/// <param name="Document">Its place there.</param>
public sealed record DocumentSighting(long Run, RunDocument Document);

/// <summary>A document's score among those of the non-members that it is held against.</summary>
/// <param name="Attack">Spelled out.</param>
/// <param name="Score">A score, or why there is none.</param>
/// <param name="Below">Non-members that score strictly below; 0 without a score.</param>
/// <param name="NonMembers">Non-members that have a score, the document itself not among them.</param>
public sealed record PlacedScore(string Attack, AttackScore Score, int Below, int NonMembers);
