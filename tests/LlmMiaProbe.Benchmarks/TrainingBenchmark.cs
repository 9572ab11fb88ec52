using System.Diagnostics;
using System.Globalization;
using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.Local;
using LlmMiaProbe.LlamaCpp.Training;

namespace LlmMiaProbe.Benchmarks;

/// <summary>Our training steps (native gradients, step on the weights taken by us) against a bare loop of the native calls, in turn within each round.</summary>
internal static class TrainingBenchmark
{
    private const int Window = 256;
    private const int Windows = 24;

    public static void Run(int rounds, int threads, TextWriter output)
    {
        var library = LlamaLibrary.Load();
        var recipe = new TrainingRecipe { LearningRate = 1e-5 };
        using var ours = TrainableModel.Open(library, BenchmarkModels.Lab, threads);
        using var theirs = TrainableModel.Open(library, BenchmarkModels.Lab, threads);
        int[][] windows = [.. Enumerable.Range(0, Windows).Select(i => Enumerable.Range(0, Window + 1).Select(t => ((i * 7919) + (t * t)) % ours.Native.VocabularySize).ToArray())];
        using var context = new GradientContext(ours.Native, Window, threads);
        var optimiser = new Optimiser(context, recipe, threads);
        using var bare = new BareTrainer(theirs.Native, windows, threads);
        bare.Epoch();
        var (bareTimes, ourTimes) = (new List<(double Wall, double Processor)>(), new List<(double Wall, double Processor)>());
        const double tokens = Window * Windows;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lab model, {tokens:N0} tokens a round, {threads} threads, {recipe.Batch} windows of {Window} tokens a step"));
        for (var round = 0; round < rounds; round++)
        {
            var native = Time(bare.Epoch);
            var trained = Time(() => Array.ForEach<TrainingWindow[]>([.. windows.Select(window => new TrainingWindow(window)).Chunk(recipe.Batch)], batch => optimiser.Take(batch, 1_000_000)));
            bareTimes.Add(native);
            ourTimes.Add(trained);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  bare loop {tokens / native.Wall,8:N0} tokens/s   training {tokens / trained.Wall,8:N0} ({native.Wall / trained.Wall:0.000} of its speed; {native.Processor / trained.Processor:0.000} by processor time)"));
        }

        // Other processes only ever add time: the best rounds are compared. Processor time says the same on a machine that is never idle.
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  best rounds: bare loop {tokens / bareTimes.Min(time => time.Wall):N0} tokens/s, training {tokens / ourTimes.Min(time => time.Wall):N0} tokens/s: {bareTimes.Min(time => time.Wall) / ourTimes.Min(time => time.Wall):0.000}; by processor time {bareTimes.Min(time => time.Processor) / ourTimes.Min(time => time.Processor):0.000}"));
    }

    private static (double Wall, double Processor) Time(Action action)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        action();
        process.Refresh();
        return (watch.Elapsed.TotalSeconds, (process.TotalProcessorTime - before).TotalSeconds);
    }
}
