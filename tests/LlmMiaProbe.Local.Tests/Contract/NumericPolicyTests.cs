using LlmMiaProbe.Corpora;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Contract;

[Collection(NativeCollection.Name)]
public sealed class NumericPolicyTests(NativeLibraryFixture native)
{
    private static readonly string[] s_texts =
    [
        .. CorpusReader.Read([new CorpusSource(LabFiles.PathOf("passages.jsonl"))]).Take(6).Select(entry => entry.Document?.Text ?? ""),
        .. "a|no|the cat|I am|to be or not|It was the best of times|Oz himself is the Great Wizard|one two three four five six|a|the cat|x y|yes".Split('|'),
    ];

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exact_scores_are_the_same_bits_alone_packed_and_in_any_order(bool? randomModelInF32)
    {
        using var folder = new TemporaryFolder();
        using var scorer = OpenModel(folder, randomModelInF32);
        var texts = s_texts.Select(scorer.Prepare).ToArray();
        Assert.True(scorer.CanPack);
        scorer.CanPack = false;
        var alone = new List<TokenScores>();
        foreach (var text in texts)
        {
            alone.AddRange(await NativeLibraryFixture.ScoreAsync(scorer, text));
        }

        scorer.CanPack = true;
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var order = Enumerable.Range(0, texts.Length).ToArray();
            new Random(seed).Shuffle(order);
            var packed = await NativeLibraryFixture.ScoreAsync(scorer, [.. order.Select(i => texts[i])]);
            for (var i = 0; i < order.Length; i++)
            {
                SameBits.Assert(alone[order[i]], packed[i]);
            }
        }
    }

    [Fact]
    public async Task Fast_scores_are_the_same_bits_in_any_order_and_near_the_exact_ones()
    {
        using var fast = native.Open("target.gguf", new LocalScorerOptions { Numerics = NumericPolicy.Fast });
        using var exact = native.Open("target.gguf");
        var texts = s_texts.Select(fast.Prepare).ToArray();
        var forward = await NativeLibraryFixture.ScoreAsync(fast, texts);
        var backward = await NativeLibraryFixture.ScoreAsync(fast, [.. texts.Reverse()]);
        var reference = await NativeLibraryFixture.ScoreAsync(exact, [.. s_texts.Select(exact.Prepare)]);
        var differences = new List<double>();
        for (var i = 0; i < texts.Length; i++)
        {
            SameBits.Assert(forward[i], backward[^(i + 1)]);
            differences.AddRange(forward[i].LogProb.Zip(reference[i].LogProb, (a, b) => Math.Abs((double)a - b)));
        }

        Assert.True(differences.Max() <= 1e-2, $"largest difference {differences.Max()}");
        Assert.True(differences.Average() <= 1e-3, $"mean difference {differences.Average()}");
    }

    [Fact]
    public async Task Exact_scores_do_not_depend_on_the_number_of_threads()
    {
        using var one = native.Open("base.gguf", new LocalScorerOptions { Threads = 1 });
        using var all = native.Open("base.gguf", new LocalScorerOptions { Threads = Environment.ProcessorCount });
        Assert.Equal(one.Policy, all.Policy);
        var first = await NativeLibraryFixture.ScoreAsync(one, [.. s_texts.Take(3).Select(one.Prepare)]);
        var second = await NativeLibraryFixture.ScoreAsync(all, [.. s_texts.Take(3).Select(all.Prepare)]);
        for (var i = 0; i < first.Count; i++)
        {
            SameBits.Assert(first[i], second[i]);
        }
    }

    [Fact]
    public void Policy_and_key_tell_apart_what_can_change_a_number()
    {
        LocalScorerOptions[] settings =
        [
            new(),
            new() { Numerics = NumericPolicy.Fast },
            new() { ContextLength = 256 },
            new() { Bos = BosPolicy.Never },
            new() { WidenWeights = false },
        ];
        var keys = settings.Select(options =>
        {
            using var scorer = native.Open("base.gguf", options);
            return scorer.Prepare("the same text").Key;
        }).ToList();
        using var other = native.Open("target.gguf");
        keys.Add(other.Prepare("the same text").Key);
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    private LlamaTokenScorer OpenModel(TemporaryFolder folder, bool? randomModelInF32)
    {
        if (randomModelInF32 is not { } fullPrecision)
        {
            return native.Open("target.gguf");
        }

        var path = folder["random.gguf"];
        new RandomLlamaModel { FullPrecision = fullPrecision, VocabularySize = 700, Width = 64, Layers = 2, ContextLength = 512 }.Save(path);
        return native.OpenFile(path, new LocalScorerOptions { WidenWeights = false });
    }
}
