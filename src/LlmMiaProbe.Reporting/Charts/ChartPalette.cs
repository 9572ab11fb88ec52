namespace LlmMiaProbe.Reporting.Charts;

/// <summary>
/// Colours of charts. Blue and orange stay apart for all kinds of colour vision; in grey, <see cref="SeriesLook"/> tells series apart.
/// </summary>
internal sealed record ChartPalette
{
    /// <summary>In the report: names that its style sheet gives a meaning, light, dark or on paper.</summary>
    public static ChartPalette Page { get; } = new()
    {
        Text = "var(--text)",
        Muted = "var(--muted)",
        Grid = "var(--line)",
        Member = "var(--member)",
        NonMember = "var(--nonmember)",
        Unknown = "var(--unknown)",
        Control = "var(--control)",
        Series = ["var(--member)", "var(--second)", "var(--third)"],
        Diverging = [.. Enumerable.Range(0, 9).Select(i => $"var(--d{i})")],
        OnStrong = "var(--on-strong)",
        OnMedium = "var(--on-medium)",
        Worse = "var(--warn)",
        Better = "var(--good)",
    };

    /// <summary>For a file of its own, on white.</summary>
    public static ChartPalette Paper { get; } = new()
    {
        Text = "#1c2430",
        Muted = "#5b6675",
        Grid = "#dfe4ea",
        Member = "#0a4f9e",
        NonMember = "#d9730d",
        Unknown = "#6b7280",
        Control = "#a16bb5",
        Series = ["#0b62b8", "#c2410c", "#7c3aed"],
        Diverging = ["#b45309", "#dd8a3c", "#f0bd85", "#f9e4cb", "#f3f4f6", "#d3e4f5", "#94c0e6", "#4a91cf", "#0b5a9e"],
        OnStrong = "#ffffff",
        OnMedium = "#1c2430",
        Worse = "#9a4b00",
        Better = "#166b4c",
    };

    public required string Text { get; init; }

    public required string Muted { get; init; }

    public required string Grid { get; init; }

    public required string Member { get; init; }

    public required string NonMember { get; init; }

    public required string Unknown { get; init; }

    public required string Control { get; init; }

    /// <summary>For headline attacks.</summary>
    public required IReadOnlyList<string> Series { get; init; }

    /// <summary>Nine steps from -1 to 1.</summary>
    public required IReadOnlyList<string> Diverging { get; init; }

    /// <summary>Text on the two ends of <see cref="Diverging"/>.</summary>
    public required string OnStrong { get; init; }

    /// <summary>Text on the steps before these.</summary>
    public required string OnMedium { get; init; }

    /// <summary>A change towards more that stands out.</summary>
    public required string Worse { get; init; }

    /// <summary>A change towards less that stands out.</summary>
    public required string Better { get; init; }
}
