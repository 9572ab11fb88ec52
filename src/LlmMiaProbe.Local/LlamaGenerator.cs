using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Local;

/// <summary>
/// Continues texts with a GGUF model in process, many at a time. Under the exact policy on a CPU an output is the same
/// alone, among others and in any order; otherwise what shares a decode may show in the last bits, and so in a token.
/// </summary>
public sealed class LlamaGenerator : IGenerator
{
    private const int MostWorkers = 16;
    private const int CellStep = 256;

    // Each sequence has a cache of its own; for large models fewer of them fit.
    private const long CacheLimit = 2L << 30;

    private readonly LocalModel _model;

    /// <param name="model">The model, owned from now on.</param>
    internal LlamaGenerator(LocalModel model)
    {
        _model = model;
        Policy = model.Policy($"one token a sequence and decode, BOS {(model.Bos is null ? "none" : "first")}");
    }

    public ModelDescription Model => _model.Description;

    public string Policy { get; }

    public int ContextTokens => _model.ContextTokens;

    public int PreferredBatch => 32 * MostWorkers;

    public int TopLogProbs => 20;

    public int[] Tokenize(string text) => _model.Native.Tokenize(text);

    public string Text(ReadOnlySpan<int> tokens) => _model.Native.Text(tokens);

    public async IAsyncEnumerable<Continuation> GenerateAsync(
        IAsyncEnumerable<GenerationRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in requests.Chunk(PreferredBatch).WithCancellation(cancellationToken))
        {
            await foreach (var continuation in GenerateAsync(batch, cancellationToken))
            {
                yield return continuation;
            }
        }
    }

    public void Dispose() => _model.Dispose();

    private async IAsyncEnumerable<Continuation> GenerateAsync(GenerationRequest[] requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Native decoding is synchronous; yielding first lets a caller that composes several enumerations make progress.
        await Task.Yield();
        _model.LoadWeights();
        using var decoder = new ParallelDecoder(_model.Native, ShapeFor(requests), ContextTokens, (_model.Bos, _model.MistakenEos), requests);
        for (var i = 0; i < requests.Length; i++)
        {
            Continuation? done;
            while ((done = decoder.Take(i)) is null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                decoder.Step();
            }

            _model.RequireUnchanged();
            yield return done;
        }
    }

    /// <summary>Caches no longer than the longest request needs, as many as fit.</summary>
    private ContextShape ShapeFor(GenerationRequest[] requests)
    {
        var longest = requests.Max(request => request.Prompt.Length + (long)request.MaxTokens) + 1;
        var sequenceTokens = (int)Math.Min((longest + CellStep - 1) / CellStep * CellStep, ContextTokens);
        var fitting = (CacheLimit / (_model.KeyValueBytes * sequenceTokens)) - 1;
        var workers = (int)Math.Clamp(Math.Min(fitting, requests.Length), ParallelDecoder.FewestWorkers, MostWorkers);
        var shape = _model.Shape;
        var batch = Math.Max(workers, Math.Min(shape.BatchTokens, sequenceTokens));
        return shape with
        {
            SequenceTokens = sequenceTokens,
            Sequences = workers + 1,
            BatchTokens = batch,
            MicroBatchTokens = Math.Min(batch, shape.MicroBatchTokens),
        };
    }
}
