using LlmMiaProbe.Local.Adapters;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Local;

/// <summary>
/// A checked GGUF and how it is to be evaluated, for scoring and for generation alike. Its tokenizer is there at once, its weights after
/// <see cref="LoadWeights"/>.
/// </summary>
internal sealed class LocalModel : IDisposable
{
    private readonly ILlamaEngine _engine;
    private readonly LayerPlacement _placement;
    private readonly IReadOnlyList<ReadShard> _shards;
    private readonly IReadOnlyList<ReadAdapter> _adapters;
    private readonly WeightPool? _weights;
    private readonly IReadOnlyList<string> _files;
    private readonly LocalScorerOptions _options;
    private readonly bool _widens;
    private readonly bool _widensAdapters;
    private readonly long _memory = MachineRoom.TotalMemory();
    private bool _hasWeights;

    /// <param name="engine">What evaluates it.</param>
    /// <param name="shards">The GGUF, or its shards in order, each as it was when its header was checked (see <see cref="LlamaModels"/>).</param>
    /// <param name="adapters">What it is evaluated with beside its own weights, in order.</param>
    /// <param name="description">What the headers of the files say.</param>
    /// <param name="tokenizer">Which tokens the file names; llama.cpp has defaults where it names none.</param>
    /// <param name="widen">The weights are 16-bit: widening them is possible.</param>
    /// <param name="keyValueBytes">Bytes of F32 KV cache a token of context.</param>
    /// <param name="options">How to evaluate.</param>
    /// <param name="weights">Where weights are shared with others; null to share nothing.</param>
    /// <exception cref="ModelException">llama.cpp refuses the file.</exception>
    /// <exception cref="ConfigurationException">The options ask for what the model does not have.</exception>
    public LocalModel(
        ILlamaEngine engine, IReadOnlyList<ReadShard> shards, IReadOnlyList<ReadAdapter> adapters, ModelDescription description, GgufTokenizer tokenizer,
        bool widen, long keyValueBytes, LocalScorerOptions options, WeightPool? weights)
    {
        _engine = engine;
        _placement = PlacementFor(engine, options);
        _shards = shards;
        _adapters = adapters;
        _weights = weights;
        WeightBytes = description.FileSize - adapters.Sum(adapter => adapter.File.Length);
        _files = [.. shards.Select(shard => shard.Path)];
        _options = options;
        _widens = widen && options.WidenWeights && !_placement.UsesGpu;
        _widensAdapters = options.WidenWeights && !_placement.UsesGpu && adapters.Any(adapter => adapter.Has16Bits);
        Description = description;
        KeyValueBytes = keyValueBytes;
        Native = engine.Load(_files, vocabularyOnly: true, LayerPlacement.Cpu, repack: false);
        ContextTokens = ContextTokensFor(description, options);
        Bos = options.Bos == BosPolicy.Never || (options.Bos == BosPolicy.Auto && !description.AddsBos) ? null : tokenizer.BosId;
        MistakenEos = tokenizer.MistakenEosId;
        if (Bos is null && options.Bos == BosPolicy.Always)
        {
            throw new ConfigurationException(
                $"--bos always was asked for, but {description.Name} has no BOS token (it has no 'tokenizer.ggml.bos_token_id' that is a token of its "
                + "vocabulary): use --bos auto or never, which put none.");
        }
    }

    public ModelDescription Description { get; }

    /// <summary>The vocabulary, and the weights once they are loaded.</summary>
    public ILlamaModel Native { get; private set; }

    /// <summary>BOS id that precedes every text, or null.</summary>
    public int? Bos { get; }

    /// <summary>An ordinary token at which llama.cpp would end a text, or null.</summary>
    public int? MistakenEos { get; }

    public int ContextTokens { get; }

    public long KeyValueBytes { get; }

    /// <summary>Bytes of the model's own file, without adapters.</summary>
    public long WeightBytes { get; }

    /// <summary>Bytes that widened weights occupy.</summary>
    public long WidenedBytes => _widens ? WeightBytes : 0;

    /// <summary>Whether numbers do not depend on what shares a decode.</summary>
    public bool IsExact => _options.Numerics == NumericPolicy.Exact && !_placement.UsesGpu;

    public NumericPolicy Numerics => _options.Numerics;

    public ContextShape Shape =>
        ContextShape.ForOne(ContextTokens, Description.VocabularySize, _options.EffectiveThreads, _options.Numerics) with { UsesGpu = _placement.UsesGpu };

    /// <summary>Contexts that score short texts side by side.</summary>
    public LaneShape Lanes => LaneShape.Of(Shape, BytesOf(LaneShape.TokensOnly(Shape)), _memory, Description.FileSize + WidenedBytes + BytesOf(Shape));

    /// <summary>Estimate of what a context takes beside the weights: its cache, and its logits in native memory and on the way there.</summary>
    public long BytesOf(ContextShape shape) => (KeyValueBytes * shape.TotalTokens) + (2L * shape.BatchTokens * Description.VocabularySize * sizeof(float));

    /// <param name="bos">Where BOS stands, if the model has one.</param>
    public string Policy(string bos)
    {
        var shape = Shape;
        return string.Join("; ",
            _options.EngineIdentity ?? _engine.Identity,
            _options.Numerics == NumericPolicy.Exact
                ? "exact (flash attention off, F32 KV cache, sequences apart)"
                // Flash attention splits its work by thread, so their number may show in the last bits.
                : $"fast (flash attention on, F32 KV cache, one text a decode, {ThreadWords(shape)})",
            $"context {shape.SequenceTokens}, batch {shape.BatchTokens}, micro-batch {shape.MicroBatchTokens}",
            _widens ? "16-bit weights widened to 32" : _widensAdapters ? "weights as stored, 16-bit adapters widened to 32" : "weights as stored",
            bos,
            _placement.UsesGpu ? $"GPU layers {_placement.GpuLayers} ({GpuWords()}; {string.Join(", ", _engine.Devices)})" : "GPU layers 0");
    }

    /// <returns>Whether they were loaded now; contexts made before are then to be made anew.</returns>
    public bool LoadWeights()
    {
        if (_hasWeights)
        {
            return false;
        }

        if (Description.Fingerprint.Value.Length == 0)
        {
            // Nobody read the weights to hash them.
            foreach (var file in _files.Concat(_adapters.Select(adapter => adapter.File.Path)))
            {
                GgufWeightScan.RequireSoundFile(file);
            }
        }

        var weights = _weights is null ? LoadWeightsNow() : _weights.Rent(SharedKey(), LoadWeightsNow);
        AdaptedModel loaded;
        try
        {
            loaded = new AdaptedModel(
                weights, [.. _adapters.Select(adapter => (weights.Adapter(adapter, _widensAdapters), adapter.Record.Scale))], () => GiveBack(weights));
        }
        catch
        {
            GiveBack(weights);
            throw;
        }

        Native.Dispose();
        Native = loaded;
        RequireSameFiles(_shards.Concat(_adapters.Select(adapter => adapter.Shard)));
        _hasWeights = true;
        return true;
    }

    /// <summary>
    /// Sees that the bytes behind the numbers are still those that were hashed. What was widened is a copy, which nobody else can reach, and
    /// adapters are read whole when they are loaded; other weights are read from the file itself as they are needed.
    /// </summary>
    /// <exception cref="PrerequisiteException">A file was written to or replaced since its header was read.</exception>
    public void RequireUnchanged()
    {
        if (!_widens)
        {
            RequireSameFiles(_shards);
        }
    }

    public void Dispose() => Native.Dispose();

    private void GiveBack(SharedWeights weights)
    {
        if (_weights is null)
        {
            weights.Dispose();
        }
        else
        {
            _weights.Return(weights);
        }
    }

    /// <summary>Equal for weights that are the same bytes, loaded in the same way; null where the system does not tell a file from another.</summary>
    private string? SharedKey() => _shards.Any(shard => shard.Identity is null)
        ? null
        : string.Join(
            '\0',
            [.. _shards.Select(shard => $"{shard.Path}\0{shard.Identity}"), $"{Description.Base ?? Description.Fingerprint}; {_engine.Identity}; "
                + $"{_placement}; {_widens}; {_options.Numerics}"]);

    private SharedWeights LoadWeightsNow()
    {
        var widened = _widens ? WidenedModel.Create(_engine, _files, WeightBytes, _options.EffectiveThreads) : null;
        ILlamaModel loaded;
        try
        {
            loaded = _engine.Load(
                widened is null ? _files : [widened.Path], vocabularyOnly: false, _placement, repack: _options.Numerics == NumericPolicy.Fast);
        }
        catch (ModelException e) when (widened is not null)
        {
            widened.Dispose();
            throw new ModelException(widened.WithoutPath(e.Message), e);
        }

        if (!OperatingSystem.IsWindows())
        {
            // The mapping outlives the name, and a killed process leaves no file behind.
            widened?.Dispose();
        }

        return new SharedWeights(loaded, widened);
    }

    private static void RequireSameFiles(IEnumerable<ReadShard> files)
    {
        if (files.FirstOrDefault(shard => !shard.IsSame())?.Path is { } changed)
        {
            throw new PrerequisiteException(
                $"{changed} changed while it was being read, so numbers after that belong to no file that could be named and are not kept: "
                + "run the command again once nobody writes to it.");
        }
    }

    private string ThreadWords(ContextShape shape) => Lanes is { Count: > 1, Context: var lane }
        ? $"{lane.Threads} thread(s) up to {LaneShape.LongestInput} tokens and {shape.Threads} beyond"
        : $"{shape.Threads} threads";

    private string GpuWords() =>
        _placement.Split == GpuSplit.None
            ? $"all on GPU {_placement.MainGpu}"
            : $"split by {_placement.Split.ToString().ToLowerInvariant()}, main GPU {_placement.MainGpu}";

    private static LayerPlacement PlacementFor(ILlamaEngine engine, LocalScorerOptions options) => (options.GpuLayers != 0, engine.SupportsGpu) switch
    {
        (false, _) => LayerPlacement.Cpu,
        (true, true) => new LayerPlacement(options.GpuLayers, options.MainGpu, options.Split),
        _ when options.AllowCpu => LayerPlacement.Cpu,
        _ => throw new ConfigurationException(
            $"--gpu-layers {options.GpuLayers} asks for a GPU, but the libraries in {engine.Directory} have none ({string.Join(", ", engine.Devices)}): "
            + $"{engine.GpuRemedy} (if that was done, 'mia-probe doctor' says what is missing), leave the option out, or add --allow-cpu."),
    };

    private static int ContextTokensFor(ModelDescription model, LocalScorerOptions options)
    {
        const int defaultLimit = 2048;
        if (options.ContextLength is { } asked && asked > model.ContextLength)
        {
            throw new ConfigurationException(
                $"--context-length {asked} is more than the {model.ContextLength} tokens that {model.Name} was trained with: "
                + $"use {model.ContextLength} or less.");
        }

        return options.ContextLength ?? Math.Min(model.ContextLength, defaultLimit);
    }
}
