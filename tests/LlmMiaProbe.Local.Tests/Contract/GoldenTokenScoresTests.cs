using System.Text.Json;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local.Tests.Contract;

/// <summary>Golden/token-scores.json: computed in float64 from the lab models' weights by an implementation that shares no code with this one.</summary>
[Collection(NativeCollection.Name)]
public sealed class GoldenTokenScoresTests(NativeLibraryFixture native)
{
    // The golden numbers are printed with six decimals.
    private const double Printed = 1e-6;

    [Theory]
    [InlineData("target", NumericPolicy.Exact, 1e-4, 1e-3)]
    [InlineData("base", NumericPolicy.Exact, 1e-4, 1e-3)]
    [InlineData("target", NumericPolicy.Fast, 1e-2, 2e-2)]
    [InlineData("base", NumericPolicy.Fast, 1e-2, 2e-2)]
    public async Task Every_token_agrees_with_an_independent_implementation(string model, NumericPolicy numerics, double nats, double relative)
    {
        using var scorer = native.Open($"{model}.gguf", new LocalScorerOptions { Numerics = numerics });
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "token-scores.json")));
        var documents = golden.RootElement.GetProperty("models").GetProperty(model).GetProperty("documents");
        Assert.Equal(20, documents.GetArrayLength());
        foreach (var document in documents.EnumerateArray())
        {
            var id = document.GetProperty("id").GetString();
            var prepared = scorer.Prepare(document.GetProperty("text").GetString() ?? "");
            var scores = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, prepared));
            Assert.Equal(document.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32()), scores.Tokens);
            for (var t = 0; t < scores.Count; t++)
            {
                AssertNear($"{id}[{t}] log p", document.GetProperty("logprob")[t].GetDouble(), scores.LogProb[t], nats + Printed);
                AssertNear($"{id}[{t}] top-1 log p", document.GetProperty("top1_logprob")[t].GetDouble(), scores.Top1LogProb[t], nats + Printed);
                var (entropy, variance) = (document.GetProperty("entropy")[t].GetDouble(), document.GetProperty("variance")[t].GetDouble());
                AssertNear($"{id}[{t}] entropy", entropy, scores.Entropy[t], (relative * entropy) + Printed);
                AssertNear($"{id}[{t}] variance", variance, scores.Variance[t], (relative * variance) + Printed);
            }

            if (numerics == NumericPolicy.Exact)
            {
                Assert.Equal(document.GetProperty("rank").EnumerateArray().Select(rank => rank.GetInt32()), scores.Rank);
                Assert.Equal(document.GetProperty("top1").EnumerateArray().Select(top => top.GetInt32()), scores.Top1);
            }
        }
    }

    private static void AssertNear(string what, double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{what}: expected {expected:R}, got {actual:R}");
}
