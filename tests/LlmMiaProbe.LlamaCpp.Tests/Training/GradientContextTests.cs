using LlmMiaProbe.Lab;
using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Local.Tests.Contract;
using LlmMiaProbe.LlamaCpp.Training;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.LlamaCpp.Tests.Training;

[Collection(NativeCollection.Name)]
public sealed class GradientContextTests(NativeLibraryFixture native) : IDisposable
{
    private readonly LlmMiaProbe.Testing.TemporaryFolder _folder = new();

    private static readonly TrainingWindow Window = new([.. Enumerable.Range(0, 48).Select(i => (i * i * 7) % 290)]);

    public void Dispose() => _folder.Dispose();

    /// <summary>Along its own gradient the loss rises by the gradient's norm. Not so for what goes through keys and values, which the native library takes as constants.</summary>
    [Fact]
    public void The_norm_of_a_gradient_is_the_slope_of_the_loss_along_it()
    {
        using var model = Load(new RandomLlamaModel { FullPrecision = true, Layers = 1 });
        using var context = new GradientContext(model, 47, threads: 1);
        Assert.Equal(5.7, context.Accumulate(Window), 0.5);
        var checkedTensors = 0;
        foreach (var tensor in context.Tensors)
        {
            var gradient = tensor.Gradient.ToArray();
            var norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
            if (tensor.Name != "blk.0.attn_norm.weight")
            {
                Assert.True(norm > 1e-4, tensor.Name);
                Assert.Equal(norm, Slope(context, tensor, gradient, norm), norm * 5e-3);
                checkedTensors++;
            }
        }

        Assert.Equal(8, checkedTensors);
        Assert.DoesNotContain(context.Tensors, tensor => tensor.Name is "blk.0.attn_k.weight" or "blk.0.attn_v.weight" or "token_embd.weight");
    }

    [Fact]
    public void Gradients_add_up_until_they_are_cleared_and_weights_stay_the_same_bits()
    {
        using var model = Load(new RandomLlamaModel { FullPrecision = true, Layers = 2 });
        using var context = new GradientContext(model, 47, threads: 1);
        var before = context.Tensors.Select(tensor => tensor.Weights.ToArray()).ToList();
        var loss = context.Accumulate(Window);
        var once = context.Tensors.Select(tensor => tensor.Gradient.ToArray()).ToList();
        Assert.Equal(loss, context.Accumulate(Window));
        Assert.All(context.Tensors.Zip(once), pair => Assert.Equal(pair.Second.Select(g => g + g), pair.First.Gradient.ToArray()));
        context.Clear();
        Assert.Equal(loss, context.Accumulate(Window));
        Assert.All(context.Tensors.Zip(once), pair => Assert.Equal(pair.Second, pair.First.Gradient.ToArray()));
        Assert.Equal(loss, context.Loss(Window), 1e-6);
        Assert.All(context.Tensors.Zip(before), pair => Assert.Equal(pair.Second, pair.First.Weights.ToArray()));
    }

    [Fact]
    public async Task The_loss_is_that_of_the_scorer()
    {
        var file = Path.Combine(_folder.Path, "f32.gguf");
        ModelConversion.Convert(native.Library, LabFiles.Base, file, WeightType.F32, threads: 1);
        using var scorer = native.OpenFile(file);
        var text = scorer.Prepare("The Time Traveller (for so it will be convenient to speak of him) was expounding a recondite matter to us.");
        var scores = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, text));
        using var model = LlamaModel.Load([file], vocabularyOnly: false, writable: true);
        var tokens = new[] { model.BosToken ?? 0 }.Concat(text.Tokens).ToArray();
        using var context = new GradientContext(model, tokens.Length - 1, threads: 1);
        Assert.Equal(-scores.LogProb.ToArray().Average(), context.Loss(new TrainingWindow(tokens)), 1e-4);
    }

    private static double Slope(GradientContext context, TrainedTensor tensor, float[] direction, double norm)
    {
        const double reach = 0.05;
        var weights = tensor.Weights.ToArray();
        var losses = new[] { reach, -reach }.Select(side =>
        {
            var scale = (float)(side / norm);
            for (var i = 0; i < weights.Length; i++)
            {
                tensor.Weights[i] = weights[i] + (direction[i] * scale);
            }

            return context.Loss(Window);
        }).ToArray();
        weights.CopyTo(tensor.Weights);
        return (losses[0] - losses[1]) / (2 * reach);
    }

    private LlamaModel Load(RandomLlamaModel random)
    {
        Assert.NotNull(native.Library);
        var file = Path.Combine(_folder.Path, "random.gguf");
        random.Save(file);
        return LlamaModel.Load([file], vocabularyOnly: false, writable: true);
    }
}
