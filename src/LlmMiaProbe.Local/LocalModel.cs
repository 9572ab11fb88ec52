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
    private readonly IReadOnlyList<string> _files;
    private readonly LocalScorerOptions _options;
    private readonly bool _widens;
    private readonly long _memory = MachineRoom.TotalMemory();
    private WidenedModel? _widened;
    private bool _hasWeights;

    /// <param name="engine">What evaluates it.</param>
    /// <param name="shards">The GGUF, or its shards in order, each as it was when its header was checked (see <see cref="LlamaModels"/>).</param>
    /// <param name="description">What the file's header says.</param>
    /// <param name="tokenizer">Which tokens the file names; llama.cpp has defaults where it names none.</param>
    /// <param name="widen">The weights are 16-bit: widening them is possible.</param>
    /// <param name="keyValueBytes">Bytes of F32 KV cache a token of context.</param>
    /// <param name="options">How to evaluate.</param>
    /// <exception cref="ModelException">llama.cpp refuses the file.</exception>
    /// <exception cref="ConfigurationException">The options ask for what the model does not have.</exception>
    public LocalModel(
        ILlamaEngine engine, IReadOnlyList<ReadShard> shards, ModelDescription description, GgufTokenizer tokenizer, bool widen, long keyValueBytes,
        LocalScorerOptions options)
    {
        _engine = engine;
        _placement = PlacementFor(engine, options);
        _shards = shards;
        _files = [.. shards.Select(shard => shard.Path)];
        _options = options;
        _widens = widen && options.WidenWeights && !_placement.UsesGpu;
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

    /// <summary>Bytes that widened weights occupy.</summary>
    public long WidenedBytes => _widens ? Description.FileSize : 0;

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
            _engine.Identity,
            _options.Numerics == NumericPolicy.Exact
                ? "exact (flash attention off, F32 KV cache, sequences apart)"
                // Flash attention splits its work by thread, so their number may show in the last bits.
                : $"fast (flash attention on, F32 KV cache, one text a decode, {ThreadWords(shape)})",
            $"context {shape.SequenceTokens}, batch {shape.BatchTokens}, micro-batch {shape.MicroBatchTokens}",
            _widens ? "16-bit weights widened to 32" : "weights as stored",
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
            foreach (var file in _files)
            {
                GgufWeightScan.RequireSoundFile(file);
            }
        }

        _widened = _widens ? WidenedModel.Create(_engine, _files, Description.FileSize, _options.EffectiveThreads) : null;
        var loaded = Load();
        if (!OperatingSystem.IsWindows())
        {
            // The mapping outlives the name, and a killed process leaves no file behind.
            _widened?.Dispose();
        }

        Native.Dispose();
        Native = loaded;
        RequireSameFiles();
        _hasWeights = true;
        return true;
    }

    /// <summary>
    /// Sees that the bytes behind the numbers are still those that were hashed. What was widened is a copy, which nobody else can reach; other
    /// weights are read from the file itself as they are needed.
    /// </summary>
    /// <exception cref="PrerequisiteException">A file was written to or replaced since its header was read.</exception>
    public void RequireUnchanged()
    {
        if (_widened is null)
        {
            RequireSameFiles();
        }
    }

    public void Dispose()
    {
        Native.Dispose();
        _widened?.Dispose();
    }

    private ILlamaModel Load()
    {
        try
        {
            return _engine.Load(
                _widened is null ? _files : [_widened.Path], vocabularyOnly: false, _placement, repack: _options.Numerics == NumericPolicy.Fast);
        }
        catch (ModelException e) when (_widened is not null)
        {
            throw new ModelException(_widened.WithoutPath(e.Message), e);
        }
    }

    private void RequireSameFiles()
    {
        if (_shards.FirstOrDefault(shard => !shard.IsSame())?.Path is { } changed)
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
