using LlmMiaProbe.Lab;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>
/// Measures the gradient that each document would give, as a member's is smaller than a stranger's (Nasr, Shokri and Houmansadr
/// 2019; Wang et al. 2024, "Pandora's white-box"). The weights are compared with the file afterwards and must be the same bits. Gradients are
/// those of <see cref="GradientContext"/>: keys and values count as constants. Native code ends the process on an assertion, so
/// this should have a process of its own.
/// </summary>
public static class GradientMeter
{
    /// <summary>Fewest tokens that make a window.</summary>
    private const int Fewest = 2;

    /// <param name="library">The loaded native library.</param>
    /// <param name="path">A GGUF with F32, F16 or BF16 weights.</param>
    /// <param name="texts">
    /// Documents; of those longer than the context only the beginning is used, and those without two tokens or without a learned one there are
    /// left out.
    /// </param>
    /// <param name="threads">Native threads.</param>
    /// <param name="progress">Told after each document.</param>
    /// <param name="cancellationToken">Stops after the document under way.</param>
    /// <returns>In the order of the texts.</returns>
    /// <exception cref="ModelException">The model cannot be differentiated, or its weights have changed.</exception>
    public static IReadOnlyList<DocumentGradient> Measure(
        LlamaLibrary library, string path, IReadOnlyList<TrainingText> texts, int threads, IProgress<TrainingProgress> progress,
        CancellationToken cancellationToken)
    {
        using var model = TrainableModel.Open(library, path, threads);
        var tokens = new TrainingTokens(model, LossTokens.Answers);
        var windows = texts
            .Select((text, place) => (Place: place, text.Id, Window: Window(model, tokens.Of(text))))
            .Where(one => one.Window.Tokens.Length > Fewest && one.Window.Learned > 0)
            .ToList();
        var (measured, done, seen) = (new SortedDictionary<int, DocumentGradient>(), 0, 0L);
        foreach (var length in windows.GroupBy(one => one.Window.Tokens.Length).OrderBy(length => length.Key))
        {
            using var context = new GradientContext(model.Native, length.Key - 1, threads);
            foreach (var (place, id, window) in length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                context.Clear();
                var loss = context.Accumulate(window);
                measured.Add(place, Of(id, loss, context.Tensors));
                seen += window.Tokens.Length - 1;
                progress.Report(new TrainingProgress(1, ++done, windows.Count, loss, seen));
            }

            if (context.Tensors.FirstOrDefault(tensor => !model.IsAsStored(tensor)) is { } changed)
            {
                throw new ModelException(
                    $"the native library has changed {changed.Name} of {Path.GetFileName(path)} while gradients were read: "
                    + "the numbers would not be of this model.");
            }
        }

        return [.. measured.Values];
    }

    private static TrainingWindow Window(TrainableModel model, TokenDocument document)
    {
        var (tokens, isLearned) = (document.Tokens.AsEnumerable(), document.IsLearned?.AsEnumerable());
        if (model.Separator is { } separator)
        {
            (tokens, isLearned) = (tokens.Prepend(separator), isLearned?.Prepend(false));
        }

        var context = model.Summary.ContextLength;
        return new TrainingWindow([.. tokens.Take(context)], isLearned is null ? null : [.. isLearned.Take(context)]);
    }

    private static DocumentGradient Of(string id, double loss, IReadOnlyList<TrainedTensor> tensors)
    {
        var layers = tensors
            .Select(tensor => (Layer: LayerOf(tensor.Name), Squared: GradientNorm.Squared(tensor.Gradient)))
            .GroupBy(tensor => tensor.Layer, StringComparer.Ordinal)
            .Select(layer => new LayerNorm(layer.Key, Math.Sqrt(layer.Sum(tensor => tensor.Squared))))
            .OrderBy(layer => layer.Layer.StartsWith("blk.", StringComparison.Ordinal) ? 0 : 1)
            .ToList();
        return new DocumentGradient(id, loss, Math.Sqrt(layers.Sum(layer => layer.Norm * layer.Norm)), layers);
    }

    private static string LayerOf(string tensor) => tensor.Split('.') is ["blk", var number, ..] ? $"blk.{number}" : tensor.Split('.')[0];
}
