using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Local;

/// <summary>One sequence of a <see cref="ParallelDecoder"/> and the continuation that it is busy with, if any.</summary>
internal sealed class Worker(int sequence)
{
    private readonly List<int> _tokens = [];
    private GenerationRequest? _request;
    private SampleStream _random;
    private int _room;
    private int _promptLength;
    // Number of the prompt that the cache begins with; 0 for none.
    private int _cached;

    public int Sequence => sequence;

    public bool IsIdle => _request is null;

    /// <summary>Number of the request under way.</summary>
    public int Index { get; private set; }

    /// <summary>What was drawn so far.</summary>
    public int[] Tokens => [.. _tokens];

    public void Begin(int index, GenerationRequest request, PromptStem stem)
    {
        (Index, _request, _room, _promptLength) = (index, request, stem.Room, stem.Length);
        _random = SampleStream.Of(request.Seed, request.Prompt, request.Sample);
        _tokens.Clear();
    }

    public void End() => _request = null;

    /// <summary>A random number for the next token.</summary>
    public double Uniform => _random.Uniform(_tokens.Count);

    /// <returns>The reason to finish, if there is one.</returns>
    public FinishReason? Take(int token)
    {
        _tokens.Add(token);
        return _tokens.Count == Request.MaxTokens ? FinishReason.Length
            : _tokens.Count == _room ? FinishReason.Context
            : null;
    }

    /// <summary>Makes the sequence begin with the stem's prompt and nothing else.</summary>
    public void TakeOver(ILlamaContext context, PromptStem stem)
    {
        if (_cached != stem.Number || !context.TryForget(sequence, stem.Length))
        {
            context.TryForget(sequence, 0);
            context.Copy(stem.Sequence, sequence);
            _cached = stem.Number;
        }
    }

    /// <summary>Adds the last token that was drawn to the batch; if idle, a token that nobody reads.</summary>
    public void AddNext(ILlamaContext context, int idleToken)
    {
        if (IsIdle)
        {
            Forget(context);
            context.Add(idleToken, 0, sequence, output: true);
        }
        else
        {
            context.Add(_tokens[^1], _promptLength + _tokens.Count - 1, sequence, output: true);
        }
    }

    public void Forget(ILlamaContext context)
    {
        context.TryForget(sequence, 0);
        _cached = 0;
    }

    private GenerationRequest Request => _request ?? throw new InvalidOperationException("An idle worker has no request.");
}
