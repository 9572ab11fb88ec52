using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Extraction;

/// <summary>What came out of a document in one sentence: what a model can emit, never what it was trained on.</summary>
public static class ExtractionStatement
{
    private const int Threshold = 2;

    /// <summary>How windows are cut, such as <c>50 tokens given and 50 to emit, every 10 characters, cut by the tokenizer of base.gguf</c>.</summary>
    /// <param name="settings">How.</param>
    /// <param name="tokenizer">By what, if it is not the model's own.</param>
    /// <param name="ofConversations">Whether the documents are conversations.</param>
    public static string Cut(ExtractionSettings settings, string? tokenizer = null, bool ofConversations = false) => ofConversations
        ? $"one an answer, at its beginning, {Figures.Count(settings.SuffixTokens, "token")} to emit; a stride is for plain texts"
            + (tokenizer is null ? "" : $"; cut by {tokenizer}")
        : $"{Figures.Count(settings.PrefixTokens)} tokens given and {Figures.Count(settings.SuffixTokens)} to emit, "
        + $"every {Figures.Count(settings.StrideCharacters, "character")}"
        + $"{(settings.Sample is { } sample ? $", at most {Figures.Count(sample)} a document" : "")}{(tokenizer is null ? "" : $", cut by {tokenizer}")}";

    /// <summary>What windows cover, such as <c>60 windows spread over 1,045,000 characters: their suffixes cover 1.4% of them</c>.</summary>
    public static string Covered(long windows, long covered, long characters) =>
        $"{Figures.Count(windows, "window")} spread over {Figures.Count(characters, "character")}: what they test, their suffixes, covers "
        + $"{Figures.Percent(characters == 0 ? 0 : (double)covered / characters)} of them";

    /// <summary>
    /// Such as <c>The target emits 20% of 76,639 characters with a probability of .01 or more when given the 50 tokens before
    /// them; the reference emits 0%.</c> Where only bounds are known: <c>The target emits between 12% and 24% of …</c>
    /// </summary>
    public static string Of(ExtractedDocument document, ExtractionSettings settings)
    {
        var target = document.Summaries.First(summary => summary.Request == WindowRequest.Of(ModelRole.Target));
        var reference = Find(document, ModelRole.Reference);
        return $"The target emits {Share(target)} of {Figures.Count(target.CoveredCharacters)} characters with a probability of "
            + $"{Figures.Threshold(ExtractionThresholds.Coverage[Threshold])} or more when given "
            + (document.IsConversation ? "all that precedes them in the conversation" : $"the {Figures.Count(settings.PrefixTokens, "token")} before them")
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

        return $"Of {Figures.Count(documents.Count, "document")}, the target emits a passage of "
            + $"{Emitted(documents, ModelRole.Target) ?? Figures.Count(0)} with a "
            + $"probability of {Figures.Threshold(ExtractionThresholds.Coverage[Threshold])} or more when given "
            + (documents.Any(document => document.IsConversation) ? "what precedes it" : $"the {Figures.Count(settings.PrefixTokens, "token")} before it")
            + (Emitted(documents, ModelRole.Reference) is { } reference ? $"; the reference of {reference}." : ".");
    }

    /// <summary>
    /// The same for readers without statistics: <c>Given the 50 tokens before, the target repeats 20% of the tested text word for word, in 1 of
    /// 100 draws or more; the reference 0%.</c>
    /// </summary>
    /// <inheritdoc cref="OfAll" path="/param"/>
    public static string Plain(IReadOnlyList<ExtractedDocument> documents, ExtractionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(settings);
        var draws = $"in 1 of {Figures.Count((long)Math.Round(1 / ExtractionThresholds.Coverage[Threshold]))} draws or more";
        var given = documents.Any(document => document.IsConversation) ? "all that precedes" : $"the {Figures.Count(settings.PrefixTokens, "token")} before";
        if (documents.Count == 1)
        {
            var target = documents[0].Summaries.First(summary => summary.Request == WindowRequest.Of(ModelRole.Target));
            return $"Given {given}, the target repeats {(Share(target) is not "0%" and var share ? share : "none")} of the tested text word for word, {draws}"
                + $"{(Find(documents[0], ModelRole.Reference) is { } reference ? $"; the reference {Share(reference)}" : "")}.";
        }

        var emitted = Emitted(documents, ModelRole.Target) ?? Figures.Count(0);
        return $"Given {given}, the target repeats a passage of {emitted} of {Figures.Count(documents.Count, "document")} word for word, {draws}"
            + $"{(Emitted(documents, ModelRole.Reference) is { } other ? $"; the reference of {other}" : "")}.";
    }

    private static string? Emitted(IReadOnlyList<ExtractedDocument> documents, ModelRole role) => documents.Any(document => Find(document, role) is not null)
        ? Between(
            Figures.Count(documents.Count(document => Find(document, role)?.CharactersAtLeast[Threshold] > 0)),
            Figures.Count(documents.Count(document => Find(document, role) is { } summary && (summary.AtMost ?? summary).CharactersAtLeast[Threshold] > 0)))
        : null;

    /// <summary>
    /// Such as <c>In the part that the corpus says was trained on (characters 0 to 65,643) the target emits 65.9% with a probability of
    /// .01 or more, in the rest 0%; the reference 0% and 0%.</c>
    /// </summary>
    /// <param name="part">What the corpus says.</param>
    /// <param name="target">The target's coverage.</param>
    /// <param name="reference">The reference's coverage; null if there is none.</param>
    public static string Boundary(TrainedPart part, CoverageEnds target, CoverageEnds? reference)
    {
        var probability = ExtractionThresholds.Coverage[Threshold];
        var (inside, outside) = Shares(part, target, probability);
        return $"In the part that the corpus says was trained on (characters {Figures.Count(part.Start)} to {Figures.Count(part.End)}) the target emits "
            + $"{inside} with a probability of {Figures.Threshold(probability)} or more, in the rest {outside}"
            + (reference is { } other && Shares(part, other, probability) is var shares ? $"; the reference {shares.Inside} and {shares.Outside}." : ".");
    }

    private static (string Inside, string Outside) Shares(TrainedPart part, CoverageEnds coverage, double probability)
    {
        var (least, most) = (part.Measure(coverage.AtLeast, probability), part.Measure(coverage.AtMost, probability));
        return (
            Between(Figures.ShareOfText(least.InsideShare), Figures.ShareOfText(most.InsideShare)),
            Between(Figures.ShareOfText(least.OutsideShare), Figures.ShareOfText(most.OutsideShare)));
    }

    /// <summary>One figure where both are the same as people read them.</summary>
    private static string Between(string least, string most) => least == most ? least : $"between {least} and {most}";

    /// <summary>
    /// What the windows of a document do not show: which were not measured and why, and what a bound means. Nothing if there is nothing to
    /// say.
    /// </summary>
    public static IEnumerable<string> WindowNotes(ExtractedDocument document)
    {
        foreach (var summary in document.Summaries)
        {
            if (summary.AtMost is not null)
            {
                yield return $"The {ExtractionFigures.Name(summary.Request)} is behind an endpoint that does not show all of p_z: "
                    + "every figure lies between at least and at most."
                    + (summary.UnseenWindows == 0
                        ? ""
                        : $" Of {Figures.Count(summary.UnseenWindows, "window")} not one token was shown, so nothing is known of them from below.");
            }

            foreach (var unmeasured in summary.Unmeasured)
            {
                yield return $"Not measured and left out of every figure: {Figures.Count(unmeasured.Windows, "window")} of the "
                    + $"{ExtractionFigures.Name(summary.Request)}, because {unmeasured.Reason}.";
            }
        }
    }

    private static WindowSummary? Find(ExtractedDocument document, ModelRole role) =>
        document.Summaries.FirstOrDefault(summary => summary.Request == WindowRequest.Of(role));

    // Characters under one suffix stand or fall together, so more digits would say nothing.
    private static string Share(WindowSummary summary) =>
        Between(Figures.ShareOfText(summary.Coverage(Threshold)), Figures.ShareOfText((summary.AtMost ?? summary).Coverage(Threshold)));
}
