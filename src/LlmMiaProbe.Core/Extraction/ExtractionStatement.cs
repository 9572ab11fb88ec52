using System.Globalization;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Extraction;

/// <summary>What came out of a document in one sentence: what a model can emit, never what it was trained on.</summary>
public static class ExtractionStatement
{
    private const int Threshold = 2;

    /// <summary>
    /// Such as <c>The target emits 20% of 76,639 characters with a probability of .01 or more when given the 50 tokens before
    /// them; the reference emits 0%.</c>
    /// </summary>
    public static string Of(ExtractedDocument document, ExtractionSettings settings)
    {
        var target = document.Summaries.First(summary => summary.Request == WindowRequest.Of(ModelRole.Target));
        var reference = document.Summaries.FirstOrDefault(summary => summary.Request == WindowRequest.Of(ModelRole.Reference));
        return $"The target emits {Share(target)} of {Wording.Count(target.CoveredCharacters)} characters with a probability of {ExtractionThresholds.Coverage[Threshold].ToString(".###", CultureInfo.InvariantCulture)} or more when given the {Wording.Count(settings.PrefixTokens, "token")} before them"
            + (reference is null ? "." : $"; the reference emits {Share(reference)}.");
    }

    // Characters under one suffix stand or fall together, so more digits would say nothing.
    private static string Share(WindowSummary summary) => summary.Coverage(Threshold) switch
    {
        0 => "0%",
        < .001 => "less than 0.1%",
        var share => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%",
    };
}
