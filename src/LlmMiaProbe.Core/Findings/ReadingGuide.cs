namespace LlmMiaProbe.Findings;

/// <summary>What a report cannot show, whatever its numbers are.</summary>
public static class ReadingGuide
{
    /// <summary>What has to be said wherever documents do not stand out.</summary>
    public const string LowScores = "A low score does not clear a document: these attacks overlook many.";

    public static IReadOnlyList<string> ShowsNot { get; } =
    [
        Caveat.Standing,
        "A high score does not say where a model met a text: a quotation, a copy or a template elsewhere scores alike.",
        LowScores,
        "Whether the model can emit a text is another question; extraction answers it, and neither result stands for the other.",
    ];

    public static IReadOnlyList<string> ExtractionShowsNot { get; } =
    [
        "Where a passage comes from: a quotation, a copy or a template elsewhere is emitted alike.",
        "What a model has not met: most of what it has met cannot be extracted, so a text that is not emitted clears nothing.",
        "Membership is another question; the scores of attacks answer it, and neither result stands for the other.",
    ];
}
