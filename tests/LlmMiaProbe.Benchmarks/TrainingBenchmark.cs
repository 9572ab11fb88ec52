using System.Diagnostics;
using System.Globalization;
using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.LlamaCpp.Training;

namespace LlmMiaProbe.Benchmarks;

/// <summary>Our training steps (native gradients, step on the weights taken by us) against a bare loop of the native calls, in turn within each round.</summary>
internal static class TrainingBenchmark
{
    private const int Window = 256;
    private const int Windows = 24;

    public static void Run(int rounds, int threads, TextWriter output)
    {
        _ = LlamaLibrary.Load();
        var recipe = new TrainingRecipe { LearningRate = 1e-5 };
        using var ours = TrainableModel.Open(BenchmarkModels.Lab, threads);
        using var theirs = TrainableModel.Open(BenchmarkModels.Lab, threads);
        int[][] windows = [.. Enumerable.Range(0, Windows).Select(i => Enumerable.Range(0, Window + 1).Select(t => ((i * 7919) + (t * t)) % ours.Native.VocabularySize).ToArray())];
        using var context = new GradientContext(ours.Native, Window, threads);
        var optimiser = new Optimiser(context, recipe, threads);
        using var bare = new BareTrainer(theirs.Native, windows, threads);
        bare.Epoch();
        var (bareSeconds, ourSeconds) = (new List<double>(), new List<double>());
        const double tokens = Window * Windows;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lab model, {tokens:N0} tokens a round, {threads} threads, {recipe.Batch} windows of {Window} tokens a step"));
        for (var round = 0; round < rounds; round++)
        {
            var native = Time(bare.Epoch);
            var trained = Time(() => Array.ForEach<int[][]>([.. windows.Chunk(recipe.Batch)], batch => optimiser.Take(batch, 1_000_000)));
            bareSeconds.Add(native);
            ourSeconds.Add(trained);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  bare loop {tokens / native,8:N0} tokens/s   training {tokens / trained,8:N0} ({native / trained:0.000} of its speed)"));
        }

        // Other processes only ever add time: the best rounds are compared.
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  best rounds: bare loop {tokens / bareSeconds.Min():N0} tokens/s, training {tokens / ourSeconds.Min():N0} tokens/s: {bareSeconds.Min() / ourSeconds.Min():0.000}"));
    }

    private static double Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }
}
