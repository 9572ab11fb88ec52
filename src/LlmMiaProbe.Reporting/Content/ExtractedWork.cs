using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>One document of an extraction run with all that is drawn of it.</summary>
internal sealed record ExtractedWork
{
    /// <summary>Cells of a strip.</summary>
    public const int Cells = 480;

    public required RunDocument Document { get; init; }

    public required ExtractedDocument Extracted { get; init; }

    /// <summary>Null if it was not kept.</summary>
    public required string? Text { get; init; }

    /// <summary>UTF-16 characters that a strip stands for.</summary>
    public required int Length { get; init; }

    /// <summary>See <see cref="CoverageStrip.Levels"/>; the target's first, and of each model what is certain first.</summary>
    public required IReadOnlyList<(string Name, int[] Levels)> Strips { get; init; }

    /// <summary>Null if the corpus does not say.</summary>
    public required TrainedPart? Trained { get; init; }

    /// <summary>Coverage on both sides of that; null without.</summary>
    public required string? Boundary { get; init; }

    /// <summary>The target's windows with the largest p_z whose suffixes do not overlap, and what is known of their log p_z in nats.</summary>
    public required IReadOnlyList<(WindowPlace Place, LogProbInterval LogPz)> Passages { get; init; }
}
