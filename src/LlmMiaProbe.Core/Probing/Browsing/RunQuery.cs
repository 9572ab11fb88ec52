namespace LlmMiaProbe.Probing;

/// <summary>Which runs are wanted.</summary>
public sealed record RunQuery
{
    /// <summary>Words of a name, a note, a model or a corpus, or a number; null for any.</summary>
    public string? Text { get; init; }

    /// <summary>See <see cref="RunTask.Name"/>; null for any.</summary>
    public string? Kind { get; init; }

    /// <summary>Runs that are left out before the first.</summary>
    public long Offset { get; init; }

    /// <summary>Runs at most.</summary>
    public int Length { get; init; } = 25;
}

/// <param name="Total">All runs that are meant.</param>
/// <param name="Runs">Those of the page.</param>
public sealed record RunPage(long Total, IReadOnlyList<RunRecord> Runs);
