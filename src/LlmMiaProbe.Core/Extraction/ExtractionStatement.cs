using System.Globalization;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Extraction;

/// <summary>What came out of a document in one sentence: what a model can emit, never what it was trained on.</summary>
public static class ExtractionStatement
{
    private const int Threshold = 2;

    /// <summary>How windows are cut, such as <c>50 tokens given and 50 to emit, every 10 characters</c>.</summary>
    public static string Cut(ExtractionSettings settings) =>
        $"{Wording.Count(settings.PrefixTokens)} tokens given and {Wording.Count(settings.SuffixTokens)} to emit, every {Wording.Count(settings.StrideCharacters, "character")}{(settings.Sample is { } sample ? $", at most {Wording.Count(sample)} a document" : "")}";

    /// <summary>
    /// Such as <c>The target emits 20% of 76,639 characters with a probability of .01 or more when given the 50 tokens before
    /// them; the reference emits 0%.</c>
    /// </summary>
    public static string Of(ExtractedDocument document, ExtractionSettings settings)
    {
        var target = document.Summaries.First(summary => summary.Request == WindowRequest.Of(ModelRole.Target));
        var reference = Find(document, ModelRole.Reference);
        return $"The target emits {Share(target)} of {Wording.Count(target.CoveredCharacters)} characters with a probability of {ExtractionFigures.Threshold(ExtractionThresholds.Coverage[Threshold])} or more when given the {Wording.Count(settings.PrefixTokens, "token")} before them"
            + (reference is null ? "." : $"; the reference emits {Share(reference)}.");
    }

    /// <summary>
    /// For several documents: <c>Of 3 documents, the target emits a passage of 1 with a probability of .01 or more when given the 50
    /// tokens before it; the reference of 0.</c> For one, what is said of it.
    /// </summary>
    /// <param name="documents">At least one.</param>
    /// <param name="settings">How windows were cut.</param>
    public static string OfAll(IReadOnlyList<ExtractedDocument> documents, ExtractionSettings settings)
    {
        if (documents.Count == 1)
        {
            return Of(documents[0], settings);
        }

        int? Emitted(ModelRole role) => documents.Any(document => Find(document, role) is not null)
            ? documents.Count(document => Find(document, role)?.CharactersAtLeast[Threshold] > 0)
            : null;
        return $"Of {Wording.Count(documents.Count, "document")}, the target emits a passage of {Wording.Count(Emitted(ModelRole.Target) ?? 0)} with a probability of {ExtractionFigures.Threshold(ExtractionThresholds.Coverage[Threshold])} or more when given the {Wording.Count(settings.PrefixTokens, "token")} before it"
            + (Emitted(ModelRole.Reference) is { } reference ? $"; the reference of {Wording.Count(reference)}." : ".");
    }

    /// <summary>
    /// Such as <c>In the part that the corpus says was trained on (characters 0 to 65,643) the target emits 65.9% with a probability of
    /// .01 or more, in the rest 0%; the reference 0% and 0%.</c>
    /// </summary>
    /// <param name="part">What the corpus says.</param>
    /// <param name="target">The target's coverage.</param>
    /// <param name="reference">The reference's coverage; null if there is none.</param>
    public static string Boundary(TrainedPart part, CharacterCoverage target, CharacterCoverage? reference)
    {
        var probability = ExtractionThresholds.Coverage[Threshold];
        var own = part.Measure(target, probability);
        return $"In the part that the corpus says was trained on (characters {Wording.Count(part.Start)} to {Wording.Count(part.End)}) the target emits {Share(own.InsideShare)} with a probability of {ExtractionFigures.Threshold(probability)} or more, in the rest {Share(own.OutsideShare)}"
            + (reference is not null && part.Measure(reference, probability) is var other ? $"; the reference {Share(other.InsideShare)} and {Share(other.OutsideShare)}." : ".");
    }

    private static WindowSummary? Find(ExtractedDocument document, ModelRole role) => document.Summaries.FirstOrDefault(summary => summary.Request == WindowRequest.Of(role));

    // Characters under one suffix stand or fall together, so more digits would say nothing.
    private static string Share(WindowSummary summary) => Share(summary.Coverage(Threshold));

    private static string Share(double share) => share switch
    {
        0 => "0%",
        < .001 => "less than 0.1%",
        _ => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%",
    };
}
