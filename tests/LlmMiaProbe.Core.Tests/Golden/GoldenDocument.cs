using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Golden;

/// <summary>A document with its token scores by another implementation, under the target and under its base.</summary>
internal sealed record GoldenDocument(string Id, string Label, string Text, int[] Tokens, GoldenColumns Target, GoldenColumns Base)
{
    public TokenScores TargetScores => ToScores(Target);

    public TokenScores BaseScores => ToScores(Base);

    private TokenScores ToScores(GoldenColumns columns) =>
        new(Tokens, columns.LogProb, columns.Rank, columns.Top1, columns.Top1LogProb, columns.Entropy, columns.Variance, null);
}
