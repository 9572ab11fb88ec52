using System.Runtime.CompilerServices;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local;

/// <summary>
/// Scores texts with a GGUF model in process. The tokenizer is loaded at once, the weights by the first text that is scored.
/// Logits are reduced right after each decode, so that memory does not grow with the length or the number of texts.
/// </summary>
public sealed class LlamaTokenScorer : IFileScorer
{
    private readonly LocalModel _model;
    private readonly byte[]?[] _pieces;
    private TextScorer? _whole;
    private ScoringLanes? _lanes;
    private ShortTextPacker? _packer;
    private PrefixedTextScorer? _prefixed;

    /// <param name="model">The model, owned from now on.</param>
    /// <param name="canPack">Whether several texts may share a decode; not for recurrent models.</param>
    internal LlamaTokenScorer(LocalModel model, bool canPack)
    {
        _model = model;
        _pieces = new byte[]?[model.Native.VocabularySize];
        var shape = model.Shape;
        CanPack = canPack && model.IsExact;
        Policy = model.Policy($"windows overlap by half, BOS {(model.Bos is null ? "none" : "at the start of each")}");
        WorkingMemory = model.WidenedBytes + model.BytesOf(shape) + (model.Lanes.Count > 1 ? model.Lanes.Count * model.BytesOf(model.Lanes.Context) : 0);
    }

    public ModelDescription Model => _model.Description;

    public AccessLevel Access => AccessLevel.FullDistribution;

    public string Policy { get; }

    public int ContextTokens => _model.ContextTokens;

    public int PreferredBatch => 64;

    public long WorkingMemory { get; }

    /// <summary>What its weights and contexts take.</summary>
    public RoomNeeds Room => new(Model.Name, Model.FileSize + WorkingMemory, _model.WidenedBytes == 0 ? 0 : _model.WeightBytes + _model.WidenedBytes);

    /// <summary>The same beside another scorer that has the same weights loaded.</summary>
    public RoomNeeds RoomBesideItsBase => new(Model.Name, Model.FileSize - _model.WeightBytes + WorkingMemory - _model.WidenedBytes, TemporaryDisk: 0);

    /// <summary>Whether short texts share decodes. They score the same bits either way.</summary>
    public bool CanPack { get; set; }

    /// <summary>BOS id that precedes a text, or null.</summary>
    internal int? Bos => _model.Bos;

    /// <summary>Whether a BOS precedes a text.</summary>
    internal bool HasBos => Bos is not null;

    public PreparedText Prepare(string text) => Prepare(_model.Native.Tokenize(text), null);

    public PreparedText Prepare(RenderedText text)
    {
        var tokens = Tokenize(text);
        return Prepare(tokens.Tokens, MaskOf(tokens));
    }

    public PreparedText PrepareAfter(RenderedText prefix, RenderedText text)
    {
        var tokens = Tokenize(text);
        return PrefixedTextScorer.Prepare(Model, Policy, _model.Bos, ContextTokens, Tokenize(prefix).Tokens, tokens.Tokens, MaskOf(tokens));
    }

    public PreparedText PrepareAfter(string prefix, string text) =>
        PrefixedTextScorer.Prepare(Model, Policy, _model.Bos, ContextTokens, _model.Native.Tokenize(prefix), _model.Native.Tokenize(text));

    public int[] Tokenize(string text) => _model.Native.Tokenize(text);

    // The weights may have been loaded since, and with them the vocabulary anew.
    public MaskedTokens Tokenize(RenderedText text) => new ConversationTokens(_model.Native, Bos).Of(text);

    public ReadOnlyMemory<byte> BytesOf(int token) => _pieces[token] ??= _model.Native.BytesOf(token);

    public PreparedText PrepareWindow(int[] prefix, int[] tokens, IReadOnlyList<DecodingScheme> schemes) =>
        WindowScorer.Prepare(Model, Policy, _model.Bos, ContextTokens, prefix, tokens, schemes);

    public async IAsyncEnumerable<ScoredText> ScoreAsync(IAsyncEnumerable<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Where all was in the store, no text comes, and the weights need not be read.
        await foreach (var batch in texts.Chunk(PreferredBatch).WithCancellation(cancellationToken))
        {
            await foreach (var scored in ScoreAsync(batch, cancellationToken))
            {
                yield return scored;
            }
        }
    }

    public void Dispose()
    {
        _packer?.Dispose();
        _prefixed?.Dispose();
        _lanes?.Dispose();
        _whole?.Dispose();
        _model.Dispose();
    }

    internal void MakeContexts()
    {
        if (!_model.LoadWeights())
        {
            return;
        }

        var lanes = _model.Lanes;
        _whole = new TextScorer(_model.Native.CreateContext(_model.Shape), Bos, ContextTokens);
        _lanes = lanes.Count > 1 ? new ScoringLanes(_model.Native, lanes, Bos, ContextTokens) : null;
        _prefixed = new PrefixedTextScorer(_model.Native, _model.Shape, Bos);
        _packer = _model.Numerics == NumericPolicy.Exact ? new ShortTextPacker(_model.Native, _model.Shape, Bos, () => CanPack) : null;
    }

    /// <inheritdoc cref="TextDecoder.Decode"/>
    internal IEnumerable<(int Next, LogitRows Rows)> Decode(PreparedText text, CancellationToken cancellationToken) => _whole!.Decode(text, cancellationToken);

    /// <inheritdoc cref="LocalModel.RequireUnchanged"/>
    internal void RequireUnchanged() => _model.RequireUnchanged();

    private async IAsyncEnumerable<ScoredText> ScoreAsync(PreparedText[] texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Native decoding is synchronous; yielding first lets a caller that composes several enumerations make progress.
        await Task.Yield();
        MakeContexts();
        var packed = _packer?.Score(texts, cancellationToken) ?? new ScoredText?[texts.Length];
        await using var lanes = BeginLanes(texts, packed, cancellationToken);
        for (var i = 0; i < texts.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ScoredText scored;
            if (packed[i] is { } first)
            {
                scored = first;
            }
            else if (lanes?.Outcome(i) is { } outcome)
            {
                scored = await outcome;
            }
            else
            {
                await (lanes?.Finished ?? Task.CompletedTask);
                scored = ScoreOne(texts.AsSpan(i), cancellationToken);
            }

            _model.RequireUnchanged();
            yield return scored with { Failure = BrokenOutput.Explain(scored.Failure, Model.Name) };
        }
    }

    private ScoringLanes.Round? BeginLanes(IReadOnlyList<PreparedText> texts, ScoredText?[] packed, CancellationToken cancellationToken)
    {
        if (_lanes is null)
        {
            return null;
        }

        (int Key, PreparedText Text)[] queue =
        [
            .. texts.Select((text, i) => (Key: i, Text: text))
                .Where(
                    one => packed[one.Key] is null && one.Text.Tokens.Length > 0 && !SharesPrefix(one.Text) && one.Text.InputTokens <= LaneShape.LongestInput),
        ];

        // Exact bits do not depend on the threads, so that a few texts may have all of them.
        return queue.Length >= _lanes.Count || _model.Numerics == NumericPolicy.Fast ? _lanes.Begin(queue, cancellationToken) : null;
    }

    private PreparedText Prepare(int[] tokens, bool[]? isScored)
    {
        var windows = ScoringWindows.Plan(tokens.Length, _model.Bos is not null, ContextTokens, isScored);
        return new PreparedText(
            EvidenceKey.Of(Model.Fingerprint, Policy, _model.Bos, tokens, isScored: isScored),
            tokens,
            ScoringWindows.InputTokens(windows, _model.Bos is not null),
            windows.Count)
        {
            IsScored = isScored,
        };
    }

    // A conversation of which all is scored is a text like any other.
    private static bool[]? MaskOf(MaskedTokens tokens) => tokens.IsScored.AsSpan().Contains(false) ? tokens.IsScored : null;

    private static bool SharesPrefix(PreparedText text) => text.Prefix.Length > 0 && text.SharedInputTokens > 0;

    /// <summary>Scores the first of the texts that are left.</summary>
    private ScoredText ScoreOne(ReadOnlySpan<PreparedText> left, CancellationToken cancellationToken)
    {
        var text = left[0];
        if (text.Tokens.Length == 0)
        {
            return new ScoredText(text, null, "the text has no token");
        }

        if (!SharesPrefix(text))
        {
            return _whole!.Score(text, cancellationToken);
        }

        try
        {
            return _prefixed!.Score(left);
        }
        catch (Exception e) when (e is ArithmeticException or ModelException)
        {
            return new ScoredText(text, null, e.Message);
        }
    }
}
