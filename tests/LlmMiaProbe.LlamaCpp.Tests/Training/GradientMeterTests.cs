using LlmMiaProbe.Lab;
using LlmMiaProbe.Local.Tests.Contract;
using LlmMiaProbe.LlamaCpp.Training;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.LlamaCpp.Tests.Training;

[Collection(NativeCollection.Name)]
public sealed class GradientMeterTests(NativeLibraryFixture native) : IDisposable
{
    private static readonly TrainingText[] s_texts =
    [
        new("long", "It was the best of times, it was the worst of times, it was the age of wisdom."),
        new("empty", ""),
        new("short", "Call me Ishmael."),
        new("other", "And I am here."),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Norms_by_layer_make_up_the_norm_and_do_not_depend_on_the_company()
    {
        var file = Path.Combine(_folder.Path, "model.gguf");
        new RandomLlamaModel { FullPrecision = true, Layers = 2 }.Save(file);
        var together = Measure(file, s_texts);
        Assert.Equal(["long", "short", "other"], together.Select(gradient => gradient.Id));
        Assert.Equal(["blk.0", "blk.1", "output", "output_norm"], together[0].Layers.Select(layer => layer.Layer).Order());
        Assert.All(together, gradient => Assert.Equal(gradient.Norm, Math.Sqrt(gradient.Layers.Sum(layer => layer.Norm * layer.Norm)), 1e-9));
        foreach (var gradient in together)
        {
            var alone = Assert.Single(Measure(file, [.. s_texts.Where(text => text.Id == gradient.Id)]));
            Assert.Equal((gradient.Loss, gradient.Norm), (alone.Loss, alone.Norm));
        }
    }

    [Fact]
    public void A_document_that_was_learnt_has_the_smaller_gradient()
    {
        var (start, trained) = (Path.Combine(_folder.Path, "base.gguf"), Path.Combine(_folder.Path, "trained.gguf"));
        new RandomLlamaModel { FullPrecision = true }.Save(start);
        var request = new TrainingRequest
        {
            Base = start,
            BaseHash = "base",
            Output = trained,
            Recipe = new TrainingRecipe { Epochs = 60, LearningRate = 1e-2, Window = 16, Batch = 1 },
            Texts = [s_texts[2]],
        };
        new Trainer(native.Library, request, new RecordedProgress<TrainingProgress>()).Train(CancellationToken.None);
        var norms = Measure(trained, s_texts).ToDictionary(gradient => gradient.Id, gradient => gradient.Norm);
        Assert.True(norms["short"] < norms["other"] / 4, $"{norms["short"]} {norms["other"]}");
    }

    private IReadOnlyList<DocumentGradient> Measure(string file, IReadOnlyList<TrainingText> texts) =>
        GradientMeter.Measure(native.Library, file, texts, 1, new RecordedProgress<TrainingProgress>(), CancellationToken.None);
}
