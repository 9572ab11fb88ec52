using System.Security.Cryptography;
using LlmMiaProbe.Local;
using LlmMiaProbe.Lab;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Local.Tests.Contract;
using LlmMiaProbe.LlamaCpp.Training;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Gguf;
using TemporaryFolder = LlmMiaProbe.Testing.TemporaryFolder;

namespace LlmMiaProbe.LlamaCpp.Tests.Training;

[Collection(NativeCollection.Name)]
public sealed class TrainerTests(NativeLibraryFixture native) : IDisposable
{
    private static readonly TrainingRecipe s_recipe = new() { Epochs = 3, LearningRate = 2e-3, Window = 32, Batch = 2 };

    private static readonly TrainingText[] s_texts =
    [
        new("a", "It was the best of times, it was the worst of times, it was the age of wisdom."),
        new("b", "Call me Ishmael. Some years ago, never mind how long precisely, having little money."),
        new("c", "The Time Traveller was expounding a recondite matter to us, and his eyes shone.", Repetitions: 2),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_step_is_that_of_the_librarys_own_optimiser()
    {
        int[] window = [.. Enumerable.Range(0, 48).Select(i => (i * i * 7) % 290)];
        using var theirs = Writable();
        var expected = NativeAdamW.Step(theirs, window, 1e-3f, 0.01f);
        using var ours = Writable();
        using var context = new GradientContext(ours, 47, threads: 1);
        new Optimiser(context, new TrainingRecipe { LearningRate = 1e-3, WarmUp = 0, ClipNorm = 1e9, WeightDecay = 0.01 }, 1).Take([new TrainingWindow(window)], 1);
        foreach (var tensor in context.Tensors)
        {
            Assert.All(expected[tensor.Name].Zip(tensor.Weights.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 2e-6f));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_file_also_after_a_kill()
    {
        var whole = Train("whole.gguf");
        Assert.True(whole.Losses[^1].Train < whole.Losses[0].Train - 0.2, string.Join(' ', whole.Losses));
        var first = Request("killed.gguf");
        using var kill = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => new Trainer(native.Library, first, new KillInSecondEpoch(kill)).Train(kill.Token));
        Assert.False(File.Exists(first.Output));
        Assert.True(File.Exists(first.CheckpointPath));
        var resumed = Train("killed.gguf");
        Assert.Equal(1, resumed.ResumedAfter);
        Assert.Equal(Hash("whole.gguf"), Hash("killed.gguf"));
        Assert.Equal(Hash("whole.gguf.training.json"), Hash("killed.gguf.training.json"));
        Assert.False(File.Exists(first.CheckpointPath));
        Train("other.gguf", s_recipe with { Seed = 2 });
        Assert.NotEqual(Hash("whole.gguf"), Hash("other.gguf"));
    }

    [Fact]
    public void The_file_names_its_manifest_and_keeps_what_is_not_trained()
    {
        var outcome = Train("trained.gguf", s_recipe with { Epochs = 1 });
        var before = GgufFile.Open(_folder.Path + "/base.gguf");
        var after = GgufFile.Open(_folder.Path + "/trained.gguf");
        Assert.Equal(outcome.ManifestHash, after.Metadata.Text("mia_probe.training_manifest.sha256"));
        Assert.Equal(outcome.ManifestHash, Hash("trained.gguf.training.json"));
        Assert.DoesNotContain("best of times", File.ReadAllText(_folder.Path + "/trained.gguf.training.json"), StringComparison.Ordinal);
        Assert.Equal(before.Metadata.Keys.Order(StringComparer.Ordinal), after.Metadata.Keys.Where(key => !key.StartsWith("mia_probe", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        foreach (var (was, now) in before.Tensors.Zip(after.Tensors))
        {
            var fixedByTheLibrary = was.Name is "token_embd.weight" or "blk.0.attn_k.weight" or "blk.0.attn_v.weight";
            Assert.Equal(was.Name, now.Name);
            Assert.True(fixedByTheLibrary == Elements(before, was).SequenceEqual(Elements(after, now)), was.Name);
        }

        using var scorer = native.OpenFile(_folder.Path + "/trained.gguf");
        Assert.Equal("F32", scorer.Model.Quantization);
    }

    [Fact]
    public void A_training_that_diverges_stops_with_advice()
    {
        var error = Assert.Throws<ModelException>(() => Train("lost.gguf", s_recipe with { LearningRate = 1e3, WarmUp = 0 }));
        Assert.Contains("diverged", error.Message, StringComparison.Ordinal);
        Assert.Contains("Lower the learning rate", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Path + "/lost.gguf"));
    }

    [Fact]
    public void Early_stopping_keeps_the_epoch_that_predicts_the_validation_part_best()
    {
        var request = Request("stopped.gguf", s_recipe with { Epochs = 30, LearningRate = 3e-2, Patience = 1, Schedule = RateSchedule.Constant }) with { Validation = [new("v", "Wholly different words stand here: zinc, quartz, jugs.")] };
        var outcome = new Trainer(native.Library, request, new RecordedProgress<TrainingProgress>()).Train(CancellationToken.None);
        var held = outcome.Losses.Select(loss => loss.Validation ?? double.NaN).ToList();
        Assert.InRange(outcome.Losses.Count, 2, 29);
        Assert.Equal(held.Count - 2, held.IndexOf(held.Min()));
    }

    [Fact]
    public void A_private_training_states_its_budget()
    {
        var outcome = Train("private.gguf", s_recipe with { Privacy = new PrivacyRecipe(1.5, 0.5, 1e-3) }, texts: [.. s_texts.Select(text => text with { Repetitions = 1 })]);
        Assert.Equal(RenyiAccountant.Epsilon(2.0 / 3, 1.5, 6, 1e-3), outcome.Epsilon);
        Assert.Throws<ConfigurationException>(() => Train("repeated.gguf", s_recipe with { Privacy = new PrivacyRecipe(1.5, 0.5, 1e-3) }));
    }

    [Fact]
    public void A_model_that_cannot_be_written_is_a_sentence_and_leaves_the_one_from_before()
    {
        var before = _folder.Write("full.gguf", "what was there before");
        var part = Directory.CreateDirectory($"{before}.part").FullName;
        File.WriteAllText(Path.Combine(part, "in the way"), "");
        var error = Assert.Throws<PrerequisiteException>(() => Train("full.gguf", s_recipe with { Epochs = 1 }));
        Assert.Contains("could not be written", error.Message, StringComparison.Ordinal);
        Assert.Equal("what was there before", File.ReadAllText(before));
        Directory.Delete(part, recursive: true);
        Assert.Equal(1, Train("full.gguf", s_recipe with { Epochs = 1 }).ResumedAfter);
    }

    [Theory]
    [InlineData(WeightType.F16, "F16")]
    [InlineData(WeightType.Q8, "Q8_0")]
    [InlineData(WeightType.Q4, "Q4_K_M")]
    public void Converted_models_are_of_the_type_asked_for_and_only_unquantised_ones_can_be_trained(WeightType type, string name)
    {
        var file = Path.Combine(_folder.Path, "converted.gguf");
        ModelConversion.Convert(native.Library, LabFiles.Base, file, type, threads: 1);
        Assert.Equal(name, GgufModel.Open(file).RequireScorable(GgufRelease.Newest).Quantization);
        if (type != WeightType.F16)
        {
            var error = Assert.Throws<ModelException>(() => new Trainer(native.Library, Request("x.gguf") with { Base = file }, new RecordedProgress<TrainingProgress>()).Train(CancellationToken.None));
            Assert.Contains("lab convert", error.Message, StringComparison.Ordinal);
        }
    }

    private static float[] Elements(GgufFile file, GgufTensor tensor)
    {
        using var stream = File.OpenRead(file.Path);
        stream.Position = file.DataOffset + tensor.Offset;
        var bytes = new byte[tensor.ByteSize];
        stream.ReadExactly(bytes);
        return [.. bytes.Chunk(4).Select(four => BitConverter.ToSingle(four))];
    }

    private string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder.Path, name))));

    private TrainingOutcome Train(string output, TrainingRecipe? recipe = null, IReadOnlyList<TrainingText>? texts = null) =>
        new Trainer(native.Library, Request(output, recipe, texts), new RecordedProgress<TrainingProgress>()).Train(CancellationToken.None);

    private TrainingRequest Request(string output, TrainingRecipe? recipe = null, IReadOnlyList<TrainingText>? texts = null) => new()
    {
        Base = Random(),
        BaseHash = "base",
        Output = Path.Combine(_folder.Path, output),
        Recipe = recipe ?? s_recipe,
        Texts = texts ?? s_texts,
    };

    private LlamaModel Writable()
    {
        Assert.NotNull(native.Library);
        return LlamaModel.Load([Random()], vocabularyOnly: false, writable: true);
    }

    private string Random()
    {
        var file = Path.Combine(_folder.Path, "base.gguf");
        new RandomLlamaModel { FullPrecision = true }.Save(file);
        return file;
    }

    private sealed class KillInSecondEpoch(CancellationTokenSource kill) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == 2)
            {
                kill.Cancel();
            }
        }
    }
}
