using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Contract;

/// <summary>What the checks let through, the natives load, decode or refuse: they never end the process. "-- fuzz" of the benchmarks tries more.</summary>
[Collection(NativeCollection.Name)]
public sealed class DamagedModelTests(NativeLibraryFixture native)
{
    private const int Files = 240;

    [Fact]
    public async Task Damaged_models_are_scored_or_refused_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        var scored = 0;
        for (var i = 0; i < Files; i++)
        {
            DamagedModel.Write(folder["damaged.gguf"], seed: i, turn: i, GgufArchitectures.Known);
            try
            {
                using var scorer = native.OpenFile(folder["damaged.gguf"], new LocalScorerOptions { WidenWeights = false });
                var outcome = await scorer.ScoreAllAsync([scorer.Prepare("A text of a few words, and then some more of them.")], CancellationToken.None).FirstAsync();
                scored += outcome.Scores is null ? 0 : 1;
            }
            catch (ProbeException refusal)
            {
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }

        // Damage that does not matter is let through, so that the natives are asked at all.
        Assert.InRange(scored, Files / 4, Files - 1);
    }
}
