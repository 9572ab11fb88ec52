using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

[Collection(NativeCollection.Name)]
public sealed class HostedStepperTests
{
    private const int PrefixTokens = 24;
    private const int SuffixTokens = 12;

    // Decoding a prefix by itself gives other last bits than decoding it with what follows.
    private const double LastBits = 1e-4;

    [Theory]
    [InlineData(50, 0)]
    [InlineData(10, 0.01)]
    public async Task The_interval_of_p_z_holds_the_exact_value(int count, double roundingStep)
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.LlamaServer, settings => settings with { RoundingStep = roundingStep });
        var model = await Lab.InspectAsync(endpoint);
        using var tokenizer = LlamaModels.OpenGenerator(LlamaLibrary.Load(), Lab.Target, _ => "", new LocalScorerOptions { Threads = 1 });
        using var local = LlamaModels.Open(LlamaLibrary.Load(), Lab.Target, _ => "", new LocalScorerOptions { Threads = 1 });
        using var stepper = Lab.Models.OpenStepper(model, tokenizer);
        var tokens = tokenizer.Tokenize(await File.ReadAllTextAsync(RepositoryFolder.PathOf("corpora", "lab", "time-machine.txt")));
        // The first third of the book was trained on, so p_z is large in some windows and next to nothing in others.
        SteppedWindow[] windows = [.. Enumerable.Range(0, count).Select(i => tokens.Length / count * i).Select(start => new SteppedWindow(tokens[start..(start + PrefixTokens)], tokens[(start + PrefixTokens)..(start + PrefixTokens + SuffixTokens)]))];
        var exact = await ExactAsync(local, windows);

        var (complete, widest) = (0, 0.0);
        await foreach (var outcome in stepper.MeasureAsync(windows, CancellationToken.None))
        {
            var interval = outcome.LogProb ?? throw new InvalidOperationException(outcome.Failure);
            var value = exact[Array.IndexOf(windows, outcome.Window)];
            Assert.InRange(value, interval.Low - LastBits, interval.High + LastBits);
            Assert.Equal(outcome.Missing > 0, double.IsNegativeInfinity(interval.Low));
            if (outcome.Missing == 0)
            {
                complete++;
                widest = Math.Max(widest, interval.High - interval.Low);
            }
        }

        Assert.InRange(complete, 1, count - 1);
        Assert.InRange(widest, roundingStep, (roundingStep * SuffixTokens) + 1e-9);
        Assert.InRange(stepper.Usage.Requests, 1, count * SuffixTokens);
    }

    private static async Task<List<double>> ExactAsync(LlamaTokenScorer local, IEnumerable<SteppedWindow> windows)
    {
        var exact = new List<double>();
        await foreach (var scored in local.ScoreAsync([.. windows.Select(window => local.PrepareWindow(window.Prefix, window.Suffix, []))], CancellationToken.None))
        {
            exact.Add(scored.Scores?.TotalLogProb ?? throw new InvalidOperationException(scored.Failure));
        }

        return exact;
    }
}
