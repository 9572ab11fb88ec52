using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Local;

/// <summary>
/// Continues many prompts at once in one context: workers are sequences 0 to W-1, each with one continuation and one token a
/// decode; a worker that finishes takes the next request at once. Sequence W is the stem: each prompt is decoded in it once, by
/// itself, and copied to the workers that continue it. A worker that continues the same prompt again only drops what it added.
/// </summary>
/// <remarks>
/// Sequences have caches apart (<c>kv_unified</c> off): in a shared cache the place of a token, and so the order of sums,
/// would depend on the company. The native library then decodes runs of neighbouring sequences, and a lone token goes
/// through other kernels with other bits. So an idle worker below a busy one decodes a token that nobody reads, and at
/// least two are decoded.
/// </remarks>
internal sealed class ParallelDecoder : IDisposable
{
    public const int FewestWorkers = 2;

    private readonly ILlamaContext _context;
    private readonly ILlamaModel _model;
    private readonly IReadOnlyList<GenerationRequest> _requests;
    private readonly Continuation?[] _done;
    private readonly Worker[] _workers;
    private readonly PromptStem _stem;
    private readonly int _idleToken;
    private readonly int? _mistakenEos;
    private readonly Dictionary<DecodingScheme, TokenSampler> _samplers = [];
    private readonly Dictionary<int, AnswerDetail> _details = [];
    private int _next;

    /// <param name="model">With weights.</param>
    /// <param name="shape">One sequence more than workers.</param>
    /// <param name="contextTokens">Tokens that a continuation may see.</param>
    /// <param name="special">BOS id that precedes each prompt, or null, and an ordinary token that the library takes for the end of a text, or null.</param>
    /// <param name="requests">What to generate.</param>
    public ParallelDecoder(
        ILlamaModel model, ContextShape shape, int contextTokens, (int? Bos, int? MistakenEos) special, IReadOnlyList<GenerationRequest> requests)
    {
        _model = model;
        _requests = requests;
        _done = new Continuation?[requests.Count];
        _context = model.CreateContext(shape);
        _workers = [.. Enumerable.Range(0, shape.Sequences - 1).Select(sequence => new Worker(sequence))];
        _stem = new PromptStem(_context, shape.Sequences - 1, contextTokens, special.Bos);
        _idleToken = special.Bos ?? 0;
        _mistakenEos = special.MistakenEos;
    }

    /// <summary>An outcome that is there, once; else null.</summary>
    public Continuation? Take(int request)
    {
        var done = _done[request];
        _done[request] = null;
        return done;
    }

    /// <summary>Gives idle workers something to do, then decodes one token for each.</summary>
    public void Step()
    {
        foreach (var worker in _workers)
        {
            while (worker.IsIdle && _next < _requests.Count)
            {
                Start(worker, _next++);
            }
        }

        var busy = Array.FindLastIndex(_workers, worker => !worker.IsIdle) + 1;
        if (busy > 0)
        {
            Decode(Math.Max(busy, FewestWorkers));
        }
    }

    public void Dispose() => _context.Dispose();

    private void Start(Worker worker, int index)
    {
        var request = _requests[index];
        try
        {
            _stem.Hold(request.Prompt);
            worker.Begin(index, request, _stem);
            Describe(index, request.TopLogProbs);
            Draw(worker, _stem.Logits);
        }
        catch (Exception e) when (e is ArithmeticException or ModelException)
        {
            worker.End();
            _done[index] = Continuation.Failed(request, e.Message);
            return;
        }

        if (!worker.IsIdle)
        {
            worker.TakeOver(_context, _stem);
        }
    }

    private void Decode(int workers)
    {
        foreach (var worker in _workers.AsSpan(0, workers))
        {
            worker.AddNext(_context, _idleToken);
        }

        LogitRows rows;
        try
        {
            rows = _context.Decode();
        }
        catch (ModelException e)
        {
            foreach (var worker in _workers)
            {
                Fail(worker, e.Message);
            }

            return;
        }

        foreach (var worker in _workers.AsSpan(0, workers))
        {
            if (worker.IsIdle)
            {
                continue;
            }

            try
            {
                Draw(worker, rows[worker.Sequence]);
            }
            catch (ArithmeticException e)
            {
                Fail(worker, e.Message);
            }
        }
    }

    private void Draw(Worker worker, ReadOnlySpan<float> logits)
    {
        var token = SamplerOf(_requests[worker.Index].Scheme).Draw(logits, worker.Uniform);
        if (token != _mistakenEos && _model.EndsGeneration(token))
        {
            Finish(worker, FinishReason.Stop);
        }
        else if (worker.Take(token) is { } reason)
        {
            Finish(worker, reason);
        }
    }

    private void Describe(int index, int alternatives)
    {
        if (alternatives > 0)
        {
            var distribution = new DecodingDistribution(DecodingScheme.Full);
            distribution.Set(_stem.Logits);
            _details.Add(index, new AnswerDetail
            {
                FirstToken =
                [
                    .. distribution.Tokens.ToArray().OrderByDescending(distribution.LogProb).ThenBy(token => token).Take(alternatives)
                        .Select(token => new TokenAlternative(_model.Text([token]), distribution.LogProb(token))),
                ],
            });
        }
    }

    private TokenSampler SamplerOf(DecodingScheme scheme)
    {
        if (!_samplers.TryGetValue(scheme, out var sampler))
        {
            _samplers.Add(scheme, sampler = new TokenSampler(scheme));
        }

        return sampler;
    }

    private void Finish(Worker worker, FinishReason reason)
    {
        var tokens = worker.Tokens;
        _done[worker.Index] = new Continuation(_requests[worker.Index], tokens, _model.Text(tokens), reason)
        {
            Detail = _details.GetValueOrDefault(worker.Index),
        };
        worker.End();
    }

    private void Fail(Worker worker, string reason)
    {
        if (!worker.IsIdle)
        {
            _done[worker.Index] = Continuation.Failed(_requests[worker.Index], reason);
            worker.End();
        }

        // What its cache holds after a failure is not known.
        worker.Forget(_context);
    }
}
