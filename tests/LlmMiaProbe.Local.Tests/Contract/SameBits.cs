using System.Runtime.InteropServices;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local.Tests.Contract;

internal static class SameBits
{
    public static void Assert(TokenScores expected, TokenScores actual)
    {
        Xunit.Assert.Equal(expected.Tokens, actual.Tokens);
        Xunit.Assert.Equal(expected.Rank, actual.Rank);
        Xunit.Assert.Equal(expected.Top1, actual.Top1);
        Equal(expected.LogProb, actual.LogProb);
        Equal(expected.Top1LogProb, actual.Top1LogProb);
        Equal(expected.Entropy, actual.Entropy);
        Equal(expected.Variance, actual.Variance);
    }

    private static void Equal(float[] expected, float[] actual) =>
        Xunit.Assert.Equal(MemoryMarshal.Cast<float, int>(expected).ToArray(), MemoryMarshal.Cast<float, int>(actual).ToArray());
}
