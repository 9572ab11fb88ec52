namespace LlmMiaProbe.Core.Tests.Golden;

/// <summary>One entry a token, natural logarithms.</summary>
internal sealed record GoldenColumns(float[] LogProb, int[] Rank, int[] Top1, float[] Top1LogProb, float[] Entropy, float[] Variance);
