using System.Diagnostics;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>How fast an engine scores with a model on this machine.</summary>
/// <param name="Exact">Tokens a second under exact numerics.</param>
/// <param name="Fast">The same under fast ones.</param>
internal sealed record EngineBench(double Exact, double Fast)
{
    // Several, since a run hands over several at once, and they go side by side.
    private const int TextsAtOnce = 8;

    private static readonly TimeSpan s_enough = TimeSpan.FromSeconds(5);

    /// <summary>Scores passages of the lab for about five seconds under each numerics.</summary>
    /// <param name="engine">Loaded into this process.</param>
    /// <param name="model">A GGUF.</param>
    /// <param name="passages">A corpus to take texts from.</param>
    /// <param name="threads">Native threads; null for one a core.</param>
    public static EngineBench Measure(ILlamaEngine engine, string model, string passages, int? threads)
    {
        string[] texts = [.. CorpusReader.Read([new CorpusSource(passages)]).Select(entry => entry.Document?.Text).OfType<string>().Take(200)];
        return new EngineBench(Rate(NumericPolicy.Exact), Rate(NumericPolicy.Fast));

        double Rate(NumericPolicy numerics)
        {
            using var scorer = LlamaModels.Open(engine, model, _ => "", new LocalScorerOptions { Numerics = numerics, Threads = threads });
            Score(scorer, texts[..1]);
            var (watch, tokens) = (Stopwatch.StartNew(), 0L);
            foreach (var some in texts.Skip(1).Chunk(TextsAtOnce).TakeWhile(_ => watch.Elapsed < s_enough))
            {
                tokens += Score(scorer, some);
            }

            return tokens / watch.Elapsed.TotalSeconds;
        }
    }

    private static long Score(LlamaTokenScorer scorer, string[] texts)
    {
        PreparedText[] prepared = [.. texts.Select(scorer.Prepare)];
        var scored = scorer.ScoreAllAsync(prepared, CancellationToken.None).ToListAsync().AsTask().GetAwaiter().GetResult();
        return scored.FirstOrDefault(text => text.Failure is not null)?.Failure is { } reason
            ? throw new ModelException(reason)
            : prepared.Sum(text => text.InputTokens);
    }
}
