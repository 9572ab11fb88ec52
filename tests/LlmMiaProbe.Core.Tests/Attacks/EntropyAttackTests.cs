using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class EntropyAttackTests
{
    [Fact]
    public void Uniform_predictions_score_minus_the_logarithm_of_the_vocabulary()
    {
        var uniform = (float)LogitReduction.Reduce(new float[8], 3).Entropy;
        Assert.Equal(-Math.Log(8), new TokenColumns { Target = [-1, -2], Entropy = [uniform, uniform] }.ScoredBy("entropy").Value ?? double.NaN, 1e-6);
    }

    [Fact]
    public void Narrower_predictions_score_higher()
    {
        Assert.Equal(-2, new TokenColumns { Target = [-5, -1], Entropy = [1, 3] }.ScoredBy("entropy").Value);
        Assert.Equal(-1, new TokenColumns { Target = [-5, -1], Entropy = [1, 1] }.ScoredBy("entropy").Value);
    }

    [Fact]
    public void A_document_without_tokens_is_not_applicable() => Assert.NotNull(TokenColumns.Score("entropy").Reason);
}
