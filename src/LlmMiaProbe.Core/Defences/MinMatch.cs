using System.Globalization;

namespace LlmMiaProbe.Defences;

/// <summary>An output with a long stretch of protected words is withheld. It looks at the output alone, after the fact, and at words without case and punctuation.</summary>
/// <param name="Words">Consecutive words, at least 1.</param>
public sealed record MinMatch(int Words) : Defence(
    string.Create(CultureInfo.InvariantCulture, $"min-match={Words}"),
    string.Create(CultureInfo.InvariantCulture, $"withholds an output that has {Words} or more consecutive words of a protected text"))
{
    public override string Caveat => "Shorter requests, translations and symbols between words evade it.";

    public override bool NeedsText => true;

    public override bool Withholds(FilteredWindow window) => window.Listed.ShareWords(window.Output, Words);
}
