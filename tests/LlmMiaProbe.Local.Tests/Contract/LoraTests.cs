using LlmMiaProbe.Decoding;
using LlmMiaProbe.Local.Adapters;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Contract;

/// <summary>Adapters over a base, held against the same sum of weights in one file, which was made without the product.</summary>
[Collection(NativeCollection.Name)]
public sealed class LoraTests(NativeLibraryFixture native) : IDisposable
{
    private const double Nats = 1e-4;

    private static readonly string[] s_texts =
    [
        "The parcel was sent on Monday and has not arrived; would you look into it?",
        "It was a dark night, and the wind moaned in the rigging.",
        "x",
        string.Join(' ', Enumerable.Range(0, 200).Select(i => $"word {i % 17} of {i % 5}")),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.5f)]
    [InlineData(-0.25f)]
    public async Task Every_token_scores_as_under_the_lab_adapter_merged_in_32_bits(float scale) =>
        await RequireMergedAsync(LabFiles.Base, new LoraAdapter(LabFiles.PathOf("adapter.gguf"), scale));

    [Theory]
    [InlineData(0.5f, false)]
    [InlineData(0.5f, true)]
    public async Task Every_token_scores_as_merged_where_all_matrices_and_the_embeddings_are_adapted(float scale, bool halfPrecision)
    {
        var file = (AdapterFile.For(LabFiles.Base) with { HalfPrecision = halfPrecision }).Save(_folder["all.gguf"]);
        await RequireMergedAsync(LabFiles.Base, new LoraAdapter(file, scale));
    }

    [Fact]
    public async Task Without_an_alpha_the_scale_is_the_only_factor()
    {
        var file = (AdapterFile.For(LabFiles.Base) with { Alpha = null, Size = 0.04 }).Save(_folder["bare.gguf"]);
        await RequireMergedAsync(LabFiles.Base, new LoraAdapter(file, 0.75f));
    }

    [Fact]
    public async Task Two_adapters_add_up()
    {
        var other = (AdapterFile.For(LabFiles.Base) with { Seed = 7, Rank = 3, Size = 0.03 }).Save(_folder["other.gguf"]);
        await RequireMergedAsync(LabFiles.Base, new LoraAdapter(LabFiles.PathOf("adapter.gguf")), new LoraAdapter(other, 0.5f));
    }

    [Fact]
    public async Task A_model_whose_embeddings_are_its_output_scores_as_merged()
    {
        new RandomLlamaModel { TiedEmbeddings = true, FullPrecision = true, Layers = 2, ContextLength = 512 }.Save(_folder["tied.gguf"]);
        var file = (AdapterFile.For(_folder["tied.gguf"]) with { Size = 0.3 }).Save(_folder["a.gguf"]);
        await RequireMergedAsync(_folder["tied.gguf"], new LoraAdapter(file));
    }

    [Theory]
    [InlineData(NumericPolicy.Exact)]
    [InlineData(NumericPolicy.Fast)]
    public async Task The_base_has_the_same_bits_beside_its_adapter_and_alone(NumericPolicy numerics)
    {
        var options = new LocalScorerOptions { Numerics = numerics };
        using var alone = Open(LabFiles.Base, options);
        var expected = await ScoreAsync(alone);
        using var pool = new WeightPool();
        using var tuned = Open(LabFiles.Base, options, pool, new LoraAdapter(LabFiles.PathOf("adapter.gguf")));
        using var bare = Open(LabFiles.Base, options, pool);
        var adapted = await ScoreAsync(tuned);
        var off = await ScoreAsync(bare);
        var again = await ScoreAsync(tuned);
        for (var i = 0; i < s_texts.Length; i++)
        {
            SameBits.Assert(expected[i], off[i]);
            SameBits.Assert(adapted[i], again[i]);
        }

        Assert.True(LargestDifference(expected, adapted) > 0.1);
        Assert.Equal(alone.Model.Fingerprint, bare.Model.Fingerprint);
        Assert.NotEqual(alone.Model.Fingerprint, tuned.Model.Fingerprint);
    }

    [Fact]
    public async Task A_text_has_the_same_bits_alone_among_others_and_with_other_threads()
    {
        var adapter = new LoraAdapter(LabFiles.PathOf("adapter.gguf"));
        string[] texts = [.. s_texts, .. Enumerable.Range(1, 60).Select(i => string.Join(' ', Enumerable.Repeat("so it goes", 1 + (i % 9))) + $" {i}")];
        using var together = Open(LabFiles.Base, new LocalScorerOptions(), null, adapter);
        using var alone = Open(LabFiles.Base, new LocalScorerOptions(), null, adapter);
        using var threaded = Open(LabFiles.Base, new LocalScorerOptions { Threads = Environment.ProcessorCount }, null, adapter);
        alone.CanPack = false;
        var expected = await NativeLibraryFixture.ScoreAsync(together, [.. texts.Select(together.Prepare)]);
        var others = await NativeLibraryFixture.ScoreAsync(threaded, [.. texts.Select(threaded.Prepare)]);
        for (var i = 0; i < texts.Length; i++)
        {
            SameBits.Assert(expected[i], others[i]);
            SameBits.Assert(expected[i], Assert.Single(await NativeLibraryFixture.ScoreAsync(alone, alone.Prepare(texts[i]))));
        }
    }

    [Fact]
    public async Task A_prefix_and_a_generator_see_the_adapter()
    {
        var adapter = new LoraAdapter(LabFiles.PathOf("adapter.gguf"));
        MergedModel.Save(_folder["merged.gguf"], LabFiles.Base, (adapter.File, 1));
        using var tuned = Open(LabFiles.Base, new LocalScorerOptions(), null, adapter);
        using var merged = Open(_folder["merged.gguf"], new LocalScorerOptions());
        var after = await NativeLibraryFixture.ScoreAsync(tuned, tuned.PrepareAfter(s_texts[0], s_texts[1]), tuned.PrepareAfter(s_texts[0], s_texts[2]));
        var expected = await NativeLibraryFixture.ScoreAsync(merged, merged.PrepareAfter(s_texts[0], s_texts[1]), merged.PrepareAfter(s_texts[0], s_texts[2]));
        Assert.True(LargestDifference(expected, after) <= Nats);
        var options = new LocalScorerOptions { Threads = 1 };
        using var first = LlamaModels.OpenGenerator(native.Library, LabFiles.Base, Path.GetFileName, options, [adapter]);
        using var second = LlamaModels.OpenGenerator(native.Library, _folder["merged.gguf"], Path.GetFileName, options);
        using var bare = LlamaModels.OpenGenerator(native.Library, LabFiles.Base, Path.GetFileName, options);
        var (with, together, without) = (await ContinueAsync(first), await ContinueAsync(second), await ContinueAsync(bare));
        Assert.Equal(together, with);
        Assert.NotEqual(without, with);
    }

    [Fact]
    public async Task The_divergence_of_tuned_and_base_takes_one_load_of_the_weights()
    {
        var adapter = new LoraAdapter(LabFiles.PathOf("adapter.gguf"));
        MergedModel.Save(_folder["merged.gguf"], LabFiles.Base, (adapter.File, 1));
        using var pool = new WeightPool();
        using var shared = new LlamaDivergenceScorer(
            Open(LabFiles.Base, new LocalScorerOptions(), pool, adapter), Open(LabFiles.Base, new LocalScorerOptions(), pool));
        using var apart = new LlamaDivergenceScorer(Open(_folder["merged.gguf"], new LocalScorerOptions()), Open(LabFiles.Base, new LocalScorerOptions()));
        var (found, expected) = (await DivergencesAsync(shared), await DivergencesAsync(apart));
        Assert.Equal(1, pool.Loaded);
        Assert.Contains(expected, value => value > 0.01);
        Assert.All(found.Zip(expected), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= Nats));
    }

    [Fact]
    public void The_fingerprint_covers_base_adapters_scales_and_order()
    {
        var other = (AdapterFile.For(LabFiles.Base) with { Seed = 7 }).Save(_folder["other.gguf"]);
        var lab = LabFiles.PathOf("adapter.gguf");
        LoraAdapter[][] sets =
        [
            [], [new(lab)], [new(lab, 0.5f)], [new(other)], [new(lab), new(other)], [new(other), new(lab)], [new(lab), new(other, 2f)],
        ];
        var seen = new HashSet<ModelFingerprint>();
        foreach (var set in sets)
        {
            using var scorer = Open(LabFiles.Base, new LocalScorerOptions(), null, set);
            Assert.True(seen.Add(scorer.Model.Fingerprint));
            Assert.Equal(set.Length, scorer.Model.Adapters.Count);
            Assert.Equal(set.Length == 0 ? null : new ModelFingerprint("base.gguf"), scorer.Model.Base);
        }

        using var named = Open(LabFiles.Base, new LocalScorerOptions(), null, new LoraAdapter(lab), new LoraAdapter(other, 0.5f));
        Assert.Equal("base.gguf + adapter.gguf + other.gguf:0.5", named.Model.Name);
    }

    [Fact]
    public async Task An_adapter_that_changes_before_it_is_loaded_is_refused()
    {
        File.Copy(LabFiles.PathOf("adapter.gguf"), _folder["a.gguf"]);
        using var scorer = Open(LabFiles.Base, new LocalScorerOptions(), null, new LoraAdapter(_folder["a.gguf"]));
        var text = scorer.Prepare("a b");
        File.WriteAllBytes(_folder["a.gguf"], [.. File.ReadAllBytes(_folder["a.gguf"])]);
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => NativeLibraryFixture.ScoreAsync(scorer, text));
        Assert.Contains("a.gguf changed while it was being read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_of_the_base_with_other_bytes_is_not_taken_for_it()
    {
        using var pool = new WeightPool();
        new RandomLlamaModel { Seed = 1 }.Save(_folder["m.gguf"]);
        var file = AdapterFile.For(_folder["m.gguf"]).Save(_folder["a.gguf"]);
        using (var first = Open(_folder["m.gguf"], new LocalScorerOptions(), pool, new LoraAdapter(file)))
        {
            await NativeLibraryFixture.ScoreAsync(first, first.Prepare("a b c d"));
        }

        new RandomLlamaModel { Seed = 2 }.Save(_folder["m.gguf"]);
        using var second = Open(_folder["m.gguf"], new LocalScorerOptions(), pool);
        using var alone = Open(_folder["m.gguf"], new LocalScorerOptions());
        SameBits.Assert(
            Assert.Single(await NativeLibraryFixture.ScoreAsync(alone, alone.Prepare("a b c d"))),
            Assert.Single(await NativeLibraryFixture.ScoreAsync(second, second.Prepare("a b c d"))));
        Assert.Equal(1, pool.Loaded);
    }

    private async Task RequireMergedAsync(string model, params LoraAdapter[] adapters)
    {
        MergedModel.Save(_folder["merged.gguf"], model, [.. adapters.Select(adapter => (adapter.File, (double)adapter.Scale))]);
        using var bare = Open(model, new LocalScorerOptions());
        using var merged = Open(_folder["merged.gguf"], new LocalScorerOptions());
        using var adapted = Open(model, new LocalScorerOptions(), null, adapters);
        var (without, expected, found) = (await ScoreAsync(bare), await ScoreAsync(merged), await ScoreAsync(adapted));
        Assert.True(LargestDifference(without, expected) > 0.05, "the adapter changes too little to show anything");
        Assert.True(LargestDifference(expected, found) <= Nats, $"{LargestDifference(expected, found):R} nats");
    }

    private LlamaTokenScorer Open(string path, LocalScorerOptions options, WeightPool? pool = null, params LoraAdapter[] adapters) => LlamaModels.Open(
        native.Library, path, file => Path.GetFileName(file), options with { Threads = options.Threads ?? 1 }, adapters, pool);

    private static Task<IReadOnlyList<TokenScores>> ScoreAsync(LlamaTokenScorer scorer) =>
        NativeLibraryFixture.ScoreAsync(scorer, [.. s_texts.Select(scorer.Prepare)]);

    private static async Task<float[]> DivergencesAsync(LlamaDivergenceScorer scorer) =>
        [.. (await NativeLibraryFixture.ScoreAsync(scorer, [.. s_texts.Select(scorer.Prepare)])).SelectMany(scores => scores.Entropy)];

    private static double LargestDifference(IReadOnlyList<TokenScores> expected, IReadOnlyList<TokenScores> found) => expected.Zip(found)
        .SelectMany(pair => pair.First.LogProb.Zip(pair.Second.LogProb, (one, other) => Math.Abs((double)one - other)))
        .Max();

    private static async Task<string> ContinueAsync(LlamaGenerator generator)
    {
        var text = "";
        await foreach (var continuation in generator.GenerateAsync(
            new[] { new GenerationRequest(generator.Tokenize(s_texts[0]), 40, DecodingScheme.Greedy) }.ToAsyncEnumerable(), CancellationToken.None))
        {
            text += continuation.Text;
        }

        return text;
    }
}
