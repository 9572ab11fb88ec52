using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Defences;

/// <summary>Given text is not scored at all.</summary>
internal sealed record NoEcho() : Defence("no-echo", "shows no log-probability of given text")
{
    public override bool ShowsLess => true;

    public override TokenScores? Apply(TokenScores scores, HiddenTokens? hidden) => null;

    public override LogProbInterval? Bounds(TokenScores suffix, HiddenTokens? hidden) => null;
}
