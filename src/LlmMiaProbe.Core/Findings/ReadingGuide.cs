namespace LlmMiaProbe.Findings;

/// <summary>What a report can and cannot show, whatever its numbers are.</summary>
public static class ReadingGuide
{
    public static IReadOnlyList<string> Shows { get; } =
    [
        "How the scores of the documents compare with those of the supplied non-members, under the models and attacks named below.",
        "How well each attack tells the supplied labels apart, with the uncertainty that so many documents leave.",
        "What tells the labels apart without any model; that has to be ruled out first.",
    ];

    public static IReadOnlyList<string> ShowsNot { get; } =
    [
        Caveat.Standing,
        "A high score does not say where a model met a text: a quotation, a copy or a template elsewhere scores alike.",
        "A low score does not clear a document: these attacks overlook many.",
        "Whether the model can emit a text is another question; extraction answers it, and neither result stands for the other.",
    ];

    public static IReadOnlyList<string> ExtractionShows { get; } =
    [
        "With what probability the model emits passages of the supplied texts when given what stands before them, computed and not sampled.",
        "What the reference model makes of the same passages, if one was given: what any model could complete says little about this one.",
    ];

    public static IReadOnlyList<string> ExtractionShowsNot { get; } =
    [
        "Where a passage comes from: a quotation, a copy or a template elsewhere is emitted alike.",
        "What a model has not met: most of what it has met cannot be extracted, so a text that is not emitted clears nothing.",
        "Membership is another question; the scores of attacks answer it, and neither result stands for the other.",
    ];
}
