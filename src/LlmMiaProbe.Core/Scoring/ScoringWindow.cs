namespace LlmMiaProbe.Scoring;

/// <summary>One decode of a text: tokens [Start, End - 1) are fed (after the BOS, if there is one), tokens [FirstTarget, End) are scored.</summary>
/// <param name="Start">First token that is fed.</param>
/// <param name="FirstTarget">First token that is scored here.</param>
/// <param name="End">One past the last token that is scored here.</param>
public readonly record struct ScoringWindow(int Start, int FirstTarget, int End)
{
    /// <summary>Tokens fed, BOS not counted.</summary>
    public int InputTokens => End - 1 - Start;

    /// <summary>Tokens scored.</summary>
    public int Targets => End - FirstTarget;
}
