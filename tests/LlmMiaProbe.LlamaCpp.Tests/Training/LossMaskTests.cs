using LlmMiaProbe.Lab;
using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Local.Tests.Contract;
using LlmMiaProbe.LlamaCpp.Training;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.LlamaCpp.Tests.Training;

/// <summary>A loss on some tokens, against what follows for it from losses on all tokens: a later token is no part of what comes before.</summary>
[Collection(NativeCollection.Name)]
public sealed class LossMaskTests(NativeLibraryFixture native) : IDisposable
{
    private const int Length = 47;

    private static readonly int[] s_tokens = [.. Enumerable.Range(0, Length + 1).Select(i => (i * i * 7) % 290)];

    private readonly LlmMiaProbe.Testing.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(20, 48, -1, -1)]
    [InlineData(40, 48, -1, -1)]
    [InlineData(5, 12, 30, 41)]
    [InlineData(1, 9, 47, 48)]
    public void The_gradient_is_that_of_windows_less_their_beginnings(int from, int to, int from2, int to2)
    {
        using var model = Load();
        var window = Masked(i => (i >= from && i < to) || (i >= from2 && i < to2));
        var (loss, gradient) = Of(model, window);
        var (sum, lossSum) = (Zeros(gradient), 0.0);
        foreach (var (start, end) in new[] { (from, to), (from2, to2) }.Where(island => island.Item1 > 0))
        {
            Add(end - 1, 1);
            Add(start - 1, -1);
        }

        Assert.Equal(lossSum / window.Learned, loss, 1e-4);
        foreach (var (tensor, expected) in sum)
        {
            var scale = expected.Max(Math.Abs) / window.Learned;
            Assert.True(scale > 1e-7 || tensor == "blk.0.attn_norm.weight", tensor);
            Assert.All(expected.Zip(gradient[tensor]), pair => Assert.Equal(pair.First / window.Learned, pair.Second, Math.Max(scale * 2e-3, 1e-9)));
        }

        // Gradient and loss of the first labels, without a mask, times their number.
        void Add(int labels, int sign)
        {
            if (labels == 0)
            {
                return;
            }

            var (mean, ofPrefix) = Of(model, new TrainingWindow(s_tokens[..(labels + 1)]));
            lossSum += sign * labels * mean;
            foreach (var (tensor, values) in ofPrefix)
            {
                for (var i = 0; i < values.Length; i++)
                {
                    sum[tensor][i] += sign * (double)labels * values[i];
                }
            }
        }
    }

    [Fact]
    public void A_mask_of_all_tokens_gives_the_bits_of_none_and_the_next_window_has_none()
    {
        using var model = Load();
        var whole = new TrainingWindow(s_tokens);
        using var context = new GradientContext(model, Length, threads: 1);
        var loss = context.Accumulate(whole);
        var expected = Copy(context);
        context.Clear();
        Assert.Equal(loss, context.Accumulate(whole.Masked()), 1e-5);
        Assert.Equal(expected, Copy(context));
        context.Clear();
        context.Accumulate(Masked(i => i > 30));
        Assert.NotEqual(expected["output.weight"], Copy(context)["output.weight"]);
        context.Clear();
        Assert.Equal(loss, context.Accumulate(whole));
        Assert.Equal(expected, Copy(context));
    }

    [Fact]
    public void A_weight_scales_the_gradient_and_not_the_loss()
    {
        using var model = Load();
        using var context = new GradientContext(model, Length, threads: 1);
        var window = Masked(i => i is > 10 and < 20);
        var loss = context.Accumulate(window);
        var once = Copy(context);
        context.Clear();
        Assert.Equal(loss, context.Accumulate(window, 0.5));
        Assert.All(Copy(context), tensor => Assert.All(tensor.Value.Zip(once[tensor.Key]), pair => Assert.Equal(pair.Second / 2, pair.First, 1e-7f)));
        Assert.Throws<ArgumentException>(() => context.Accumulate(new TrainingWindow(s_tokens), 0.5));
    }

    [Fact]
    public void The_gradient_is_the_slope_of_the_masked_loss()
    {
        const float reach = 4e-3f;
        using var model = Load();
        using var context = new GradientContext(model, Length, threads: 1);
        var window = Masked(i => i is > 20 and < 33);
        context.Accumulate(window);
        var seen = 0;
        foreach (var tensor in context.Tensors.Where(tensor => tensor.Name is "output.weight" or "blk.0.ffn_down.weight" or "output_norm.weight"))
        {
            var gradient = tensor.Gradient.ToArray();
            foreach (var place in Enumerable.Range(0, gradient.Length).OrderByDescending(i => Math.Abs(gradient[i])).Take(3))
            {
                var weight = tensor.Weights[place];
                tensor.Weights[place] = weight + reach;
                var above = context.Loss(window);
                tensor.Weights[place] = weight - reach;
                var below = context.Loss(window);
                tensor.Weights[place] = weight;
                Assert.Equal(gradient[place], (above - below) / (2 * reach), Math.Abs(gradient[place]) * 0.02);
                seen++;
            }
        }

        Assert.Equal(9, seen);
    }

    [Fact]
    public async Task The_loss_is_that_of_the_scorer_on_the_same_tokens()
    {
        var file = Path.Combine(_folder.Path, "f32.gguf");
        ModelConversion.Convert(native.Library, LabFiles.Base, file, WeightType.F32, threads: 1);
        using var scorer = native.OpenFile(file);
        var text = scorer.Prepare("The Time Traveller (for so it will be convenient to speak of him) was expounding a recondite matter to us.");
        var scores = Assert.Single(await NativeLibraryFixture.ScoreAsync(scorer, text)).LogProb.ToArray();
        using var model = LlamaModel.Load([file], vocabularyOnly: false, writable: true);
        int[] tokens = [model.BosToken ?? 0, .. text.Tokens];
        bool[] isLearned = [.. tokens.Select((_, i) => i % 5 is 2 or 3)];
        using var context = new GradientContext(model, tokens.Length - 1, threads: 1);
        Assert.Equal(
            -scores.Where((_, i) => isLearned[i + 1]).Average(), context.Loss(new TrainingWindow(tokens, isLearned)), 1e-5);
    }

    [Fact]
    public void A_batch_weighs_all_learned_tokens_alike()
    {
        using var model = Load();
        var (few, many, whole) = (Masked(i => i == 30), Masked(i => i is > 3 and < 40), new TrainingWindow(s_tokens));
        var parts = new[] { few, many, whole }.Select(window => (window.Learned, Of(model, window))).ToList();
        using var context = new GradientContext(model, Length, threads: 1);
        var (loss, norm) = new Optimiser(context, new TrainingRecipe { LearningRate = 1e-12, WeightDecay = 0 }, 1).Take([few, many, whole], 1);
        double all = parts.Sum(part => part.Learned);
        Assert.Equal(parts.Sum(part => part.Learned * part.Item2.Loss) / all, loss, 1e-5);
        var squared = parts[0].Item2.Gradient.Sum(tensor => Enumerable.Range(0, tensor.Value.Length)
            .Sum(i => Math.Pow(parts.Sum(part => part.Learned / all * part.Item2.Gradient[tensor.Key][i]), 2)));
        Assert.Equal(Math.Sqrt(squared), norm, norm * 1e-4);
    }

    private static TrainingWindow Masked(Func<int, bool> isLearned) => new(s_tokens, [.. s_tokens.Select((_, i) => isLearned(i))]);

    private static (double Loss, Dictionary<string, float[]> Gradient) Of(LlamaModel model, TrainingWindow window)
    {
        using var context = new GradientContext(model, window.Tokens.Length - 1, threads: 1);
        return (context.Accumulate(window), Copy(context));
    }

    private static Dictionary<string, float[]> Copy(GradientContext context) => context.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Gradient.ToArray());

    private static Dictionary<string, double[]> Zeros(Dictionary<string, float[]> like) => like.ToDictionary(pair => pair.Key, pair => new double[pair.Value.Length]);

    private LlamaModel Load()
    {
        Assert.NotNull(native.Library);
        var file = Path.Combine(_folder.Path, "random.gguf");
        new RandomLlamaModel { FullPrecision = true }.Save(file);
        return LlamaModel.Load([file], vocabularyOnly: false, writable: true);
    }
}
