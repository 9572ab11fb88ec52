using System.Runtime.CompilerServices;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.LlamaCpp;

/// <summary>
/// Scores texts with a GGUF model in process. The tokenizer is loaded at once, the weights by the first text that is scored.
/// Logits are reduced right after each decode, so that memory does not grow with the length or the number of texts.
/// </summary>
public sealed class LlamaTokenScorer : ITokenScorer, ITokenSpelling
{
    private readonly IReadOnlyList<string> _files;
    private readonly LocalScorerOptions _options;
    private readonly int? _bos;
    private readonly int _contextTokens;
    private LlamaModel _model;
    private LlamaContext? _long;
    private ShortTextPacker? _packer;
    private PrefixedTextScorer? _prefixed;
    private WidenedModel? _widened;
    private bool _hasWeights;

    /// <param name="library">The loaded native library.</param>
    /// <param name="files">The GGUF, or its shards in order; checked before (see <see cref="LlamaModels"/>).</param>
    /// <param name="model">What the file's header says.</param>
    /// <param name="widen">The weights are 16-bit: widening them is possible.</param>
    /// <param name="canPack">Whether several texts may share a decode; not for recurrent models.</param>
    /// <param name="keyValueBytes">Bytes of F32 KV cache a token of context, for <see cref="WorkingMemory"/>.</param>
    /// <param name="options">How to evaluate.</param>
    /// <exception cref="ModelException">llama.cpp refuses the file.</exception>
    /// <exception cref="ConfigurationException">The options ask for what the model does not have.</exception>
    internal LlamaTokenScorer(LlamaLibrary library, IReadOnlyList<string> files, ModelDescription model, bool widen, bool canPack, long keyValueBytes, LocalScorerOptions options)
    {
        if (options.GpuLayers != 0 && !library.SupportsGpu)
        {
            throw new ConfigurationException($"--gpu-layers {options.GpuLayers} asks for a GPU, but the libraries in {library.Directory} have none ({string.Join(", ", library.Devices)}): build with -p:LlamaBackend=cuda or vulkan, or leave the option out.");
        }

        _files = files;
        _options = options;
        Model = model;
        _model = LlamaModel.Load(files, vocabularyOnly: true);
        _contextTokens = ContextTokensFor(model, options);
        _bos = options.Bos == BosPolicy.Never || (options.Bos == BosPolicy.Auto && !model.AddsBos) ? null : _model.BosToken;
        if (_bos is null && options.Bos == BosPolicy.Always)
        {
            throw new ConfigurationException($"--bos always was asked for, but {model.Name} has no BOS token: use --bos auto or never.");
        }

        var shape = Shape;
        Widens = widen && options is { WidenWeights: true, GpuLayers: 0 };
        CanPack = canPack && options is { Numerics: NumericPolicy.Exact, GpuLayers: 0 };
        Policy = string.Join("; ", PolicyParts(library, shape));
        WorkingMemory = (Widens ? model.FileSize : 0) + (keyValueBytes * shape.TotalTokens) + (2L * shape.BatchTokens * model.VocabularySize * sizeof(float));
    }

    public ModelDescription Model { get; }

    public AccessLevel Access => AccessLevel.FullDistribution;

    public string Policy { get; }

    public int ContextTokens => _contextTokens;

    public int PreferredBatch => 64;

    public long WorkingMemory { get; }

    /// <summary>Whether short texts share decodes. They score the same bits either way.</summary>
    public bool CanPack { get; set; }

    private bool Widens { get; }

    private ContextShape Shape => ContextShape.ForOne(_contextTokens, Model.VocabularySize, _options.EffectiveThreads, _options.Numerics);

    public PreparedText Prepare(string text)
    {
        var tokens = _model.Tokenize(text);
        var windows = ScoringWindows.Plan(tokens.Length, _bos is not null, _contextTokens);
        return new PreparedText(
            EvidenceKey.Of(Model.Fingerprint, Policy, _bos, tokens),
            tokens,
            ScoringWindows.InputTokens(windows, _bos is not null),
            windows.Count);
    }

    public PreparedText PrepareAfter(string prefix, string text) =>
        PrefixedTextScorer.Prepare(Model, Policy, _bos, _contextTokens, _model.Tokenize(prefix), _model.Tokenize(text));

    public ReadOnlyMemory<byte> BytesOf(int token) => _model.BytesOf(token);

    public async IAsyncEnumerable<ScoredText> ScoreAsync(IReadOnlyList<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Native decoding is synchronous; yielding first lets a caller that composes several enumerations make progress.
        await Task.Yield();
        LoadWeights();
        var packed = _packer is null ? null : _packer.Score(texts, cancellationToken);
        for (var i = 0; i < texts.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return packed?[i] ?? ScoreOne(texts[i], cancellationToken);
        }
    }

    public void Dispose()
    {
        _packer?.Dispose();
        _prefixed?.Dispose();
        _long?.Dispose();
        _model.Dispose();
        _widened?.Dispose();
    }

    private static int ContextTokensFor(ModelDescription model, LocalScorerOptions options)
    {
        const int defaultLimit = 2048;
        if (options.ContextLength is { } asked && asked > model.ContextLength)
        {
            throw new ConfigurationException($"--context-length {asked} is more than the {model.ContextLength} tokens that {model.Name} was trained with: use {model.ContextLength} or less.");
        }

        return options.ContextLength ?? Math.Min(model.ContextLength, defaultLimit);
    }

    private IEnumerable<string> PolicyParts(LlamaLibrary library, ContextShape shape)
    {
        yield return $"llama.cpp {library.Version} [{library.Features}]";
        yield return _options.Numerics == NumericPolicy.Exact
            ? "exact (flash attention off, F32 KV cache, sequences apart)"
            // Flash attention splits its work by thread, so their number may show in the last bits.
            : $"fast (flash attention on, F32 KV cache, one text a decode, {shape.Threads} threads)";
        yield return $"context {shape.SequenceTokens}, batch {shape.BatchTokens}, micro-batch {shape.MicroBatchTokens}";
        yield return Widens ? "16-bit weights widened to 32" : "weights as stored";
        yield return $"windows overlap by half, BOS {(_bos is null ? "none" : "at the start of each")}";
        yield return $"GPU layers {_options.GpuLayers}";
    }

    private void LoadWeights()
    {
        if (_hasWeights)
        {
            return;
        }

        _widened = Widens ? WidenedModel.Create(_files, Model.FileSize, _options.EffectiveThreads) : null;
        var loaded = LlamaModel.Load(_widened is null ? _files : [_widened.Path], vocabularyOnly: false, _options.GpuLayers, repack: _options.Numerics == NumericPolicy.Fast);
        if (!OperatingSystem.IsWindows())
        {
            // The mapping outlives the name, and a killed process leaves no file behind.
            _widened?.Dispose();
        }

        _model.Dispose();
        _model = loaded;
        _hasWeights = true;
        _long = new LlamaContext(_model, Shape);
        _prefixed = new PrefixedTextScorer(_model, Shape, _bos);
        _packer = _options.Numerics == NumericPolicy.Exact ? new ShortTextPacker(_model, Shape, _bos, () => CanPack) : null;
    }

    private ScoredText ScoreOne(PreparedText text, CancellationToken cancellationToken)
    {
        if (text.Tokens.Length == 0)
        {
            return new ScoredText(text, null, "the text has no token");
        }

        try
        {
            if (text.Prefix.Length > 0)
            {
                return new ScoredText(text, _prefixed!.Score(text), null);
            }

            var builder = TokenScoresBuilder.For(text.Tokens, _bos is not null);
            foreach (var window in ScoringWindows.Plan(text.Tokens.Length, _bos is not null, _contextTokens))
            {
                cancellationToken.ThrowIfCancellationRequested();
                ScoreWindow(_long!, text.Tokens, window, builder);
            }

            return new ScoredText(text, builder.Build(), null);
        }
        catch (Exception e) when (e is ArithmeticException or ModelException)
        {
            return new ScoredText(text, null, e.Message);
        }
    }

    private void ScoreWindow(LlamaContext context, int[] tokens, ScoringWindow window, TokenScoresBuilder builder)
    {
        var offset = _bos is null ? 1 : 0;
        var next = window.FirstTarget - offset;
        var position = 0;
        context.Clear();
        if (_bos is { } bos)
        {
            context.Add(bos, position++, sequence: 0, output: window.FirstTarget == 0);
        }

        for (var i = window.Start; i < window.End - 1; i++)
        {
            if (context.IsBatchFull)
            {
                next = Reduce(context.Decode(), builder, next);
            }

            context.Add(tokens[i], position++, sequence: 0, output: i + 1 >= window.FirstTarget);
        }

        Reduce(context.Decode(), builder, next);
    }

    internal static int Reduce(LogitRows rows, TokenScoresBuilder builder, int next)
    {
        for (var row = 0; row < rows.Count; row++, next++)
        {
            builder.Set(next, LogitReduction.Reduce(rows[row], builder.TokenAt(next)));
        }

        return next;
    }
}
