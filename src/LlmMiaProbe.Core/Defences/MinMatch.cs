using System.Globalization;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Defences;

/// <summary>
/// An output with a long stretch of protected words is withheld. It looks at the output alone, after the fact, and at words without case
/// and punctuation.
/// </summary>
/// <param name="Words">Consecutive words, at least 1.</param>
public sealed record MinMatch(int Words) : Defence(
    string.Create(CultureInfo.InvariantCulture, $"min-match={Words}"),
    string.Create(CultureInfo.InvariantCulture, $"withholds an output that has {Words} or more consecutive words of a protected text"))
{
    public override string Caveat =>
        "Shorter requests, translations and symbols between words evade it. That a reply is withheld is a sign of its own, which no attack here reads.";

    public override bool NeedsText => true;

    /// <summary>What is withheld is an empty reply.</summary>
    public override DefendedPool Apply(SamplePool pool, ListedTexts listed) => pool with
    {
        Greedy = Filtered(pool.Greedy, listed),
        Samples = [.. pool.Samples.Select(sample => Filtered(sample, listed))],
    };

    public override bool Withholds(FilteredWindow window) => window.Listed.ShareWords(window.Output, Words);

    private Attempt Filtered(Attempt attempt, ListedTexts listed) => listed.ShareWords(attempt.Outcome.Text, Words)
        ? attempt with { Outcome = attempt.Outcome with { Tokens = [], Text = "", Finish = FinishReason.Filtered } }
        : attempt;
}
