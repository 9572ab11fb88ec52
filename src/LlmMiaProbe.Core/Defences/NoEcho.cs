using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Defences;

/// <summary>Given text is not scored at all.</summary>
public sealed record NoEcho() : Defence("no-echo", "no log-probability of given text")
{
    public override TokenScores? Apply(TokenScores scores) => null;
}
