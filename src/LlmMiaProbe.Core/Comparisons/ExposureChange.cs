namespace LlmMiaProbe.Comparisons;

/// <summary>Documents that crossed a line between two runs.</summary>
public sealed record ExposureChange
{
    /// <summary>
    /// What is on the far side of the line, as words that follow "documents", such as <c>found by ez-mia at a false discovery rate of
    /// 10%</c>.
    /// </summary>
    public required string Criterion { get; init; }

    /// <summary>The probability p_z of an extraction; null for membership.</summary>
    public double? Threshold { get; init; }

    /// <summary>Documents that could be on either side in both runs.</summary>
    public required int Compared { get; init; }

    /// <summary>Beyond it in both.</summary>
    public required int InBoth { get; init; }

    /// <summary>Beyond it in the later run only: ids there, in order of the corpus.</summary>
    public required IReadOnlyList<string> NewlyExposed { get; init; }

    /// <summary>Beyond it in the earlier run only: ids in the later one, in order of the corpus.</summary>
    public required IReadOnlyList<string> NewlySafe { get; init; }

    /// <param name="criterion">See <see cref="Criterion"/>.</param>
    /// <param name="threshold">See <see cref="Threshold"/>.</param>
    /// <param name="documents">Those compared: place in the later run, id there, and whether they are beyond the line.</param>
    internal static ExposureChange Of(string criterion, double? threshold, IEnumerable<(long Ordinal, string Id, bool Earlier, bool Later)> documents)
    {
        var ordered = documents.OrderBy(document => document.Ordinal).ToList();
        return new ExposureChange
        {
            Criterion = criterion,
            Threshold = threshold,
            Compared = ordered.Count,
            InBoth = ordered.Count(document => document is { Earlier: true, Later: true }),
            NewlyExposed = [.. ordered.Where(document => document is { Earlier: false, Later: true }).Select(document => document.Id)],
            NewlySafe = [.. ordered.Where(document => document is { Earlier: true, Later: false }).Select(document => document.Id)],
        };
    }
}
