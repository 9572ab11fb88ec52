using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Local.Adapters;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Local;

/// <summary>Opens GGUF models: the header is checked before native code sees the file.</summary>
public static class LlamaModels
{
    /// <param name="engine">What evaluates it.</param>
    /// <param name="path">A GGUF, or the first of its shards.</param>
    /// <param name="hash">SHA-256 of a file, 64 hexadecimal digits.</param>
    /// <param name="options">How to evaluate.</param>
    /// <param name="adapters">LoRA adapters to evaluate it with, in order; null for none.</param>
    /// <param name="weights">Where weights are shared with others that evaluate the same file; null to share nothing.</param>
    /// <exception cref="PrerequisiteException">A file is missing or may not be read.</exception>
    /// <exception cref="ModelException">The model cannot be scored, or not with the adapters; the sentence says why.</exception>
    /// <exception cref="ConfigurationException">The options ask for what the model does not have, or an adapter is given twice.</exception>
    public static LlamaTokenScorer Open(
        ILlamaEngine engine,
        string path,
        Func<string, string> hash,
        LocalScorerOptions options,
        IReadOnlyList<LoraAdapter>? adapters = null,
        WeightPool? weights = null)
    {
        var model = GgufModel.Open(path);
        var summary = model.RequireScorable(engine.Release);
        return new LlamaTokenScorer(OpenModel(engine, model, summary, hash, options, adapters ?? [], weights), canPack: !summary.IsRecurrent);
    }

    /// <summary>Opens a model to generate with.</summary>
    /// <inheritdoc cref="Open" path="/param"/>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static LlamaGenerator OpenGenerator(
        ILlamaEngine engine,
        string path,
        Func<string, string> hash,
        LocalScorerOptions options,
        IReadOnlyList<LoraAdapter>? adapters = null,
        WeightPool? weights = null)
    {
        var model = GgufModel.Open(path);
        return new(OpenModel(engine, model, model.RequireScorable(engine.Release), hash, options, adapters ?? [], weights));
    }

    /// <summary>Opens the tokenizer of a GGUF; its weights, if it has any, are left alone.</summary>
    /// <param name="engine">What loads the vocabulary.</param>
    /// <param name="path">A GGUF, or the first of its shards.</param>
    /// <exception cref="PrerequisiteException">The file is missing or may not be read.</exception>
    /// <exception cref="ModelException">It has no tokenizer that can be used; the sentence says why.</exception>
    public static LlamaTokenizer OpenTokenizer(ILlamaEngine engine, string path)
    {
        var model = GgufModel.Open(path);
        var identity = model.RequireTokenizer(engine.Release).Identity;
        return new LlamaTokenizer(
            engine.Load([.. model.Shards.Select(shard => shard.Path)], vocabularyOnly: true, LayerPlacement.Cpu, repack: false), identity);
    }

    private static LocalModel OpenModel(
        ILlamaEngine engine,
        GgufModel model,
        GgufSummary summary,
        Func<string, string> hash,
        LocalScorerOptions options,
        IReadOnlyList<LoraAdapter> adapters,
        WeightPool? weights)
    {
        // Keys and values of every layer in F32; less for models that share heads.
        var keyValueBytes = 2L * summary.BlockCount * summary.EmbeddingLength * sizeof(float);
        var shards = new List<ReadShard>();

        // Adapters are small, so what is wrong with them is said before a large model is hashed.
        var read = ReadAdapter.All(adapters, model, summary.Architecture, hash);
        var description = WithAdapters(Describe(summary, model.First.Path, Remembered), read);
        return new LocalModel(
            engine,
            shards,
            read,
            description,
            summary.Tokenizer,
            widen: summary.Quantization is "F16" or "BF16",
            keyValueBytes,
            options,
            weights);

        string Remembered(string path)
        {
            var (shard, value) = ReadShard.Of(path, model.Shards.First(shard => shard.Path == path).Identity, hash);
            shards.Add(shard);
            return value;
        }
    }

    private static ModelDescription WithAdapters(ModelDescription model, IReadOnlyList<ReadAdapter> adapters)
    {
        IReadOnlyList<AppliedAdapter> records = [.. adapters.Select(adapter => adapter.Record)];
        return records.Count == 0
            ? model
            : model with
            {
                Fingerprint = model.Fingerprint.WithAdapters(records),
                Base = model.Fingerprint,
                Adapters = records,
                Name = ModelFiles.NameOf(model.Name, records.Select(record => LoraAdapter.Named(record.Name, record.Scale))),
                ParameterCount = model.ParameterCount + adapters.Sum(adapter => adapter.File.Tensors.Sum(tensor => tensor.ElementCount)),
                FileSize = model.FileSize + adapters.Sum(adapter => adapter.File.Length),
            };
    }

    public static ModelDescription Describe(GgufSummary summary, string path, Func<string, string> hash) => new()
    {
        Fingerprint = Fingerprint(summary.Shards, hash),
        Name = Path.GetFileName(path),
        Architecture = summary.Architecture,
        Quantization = summary.Quantization,
        Tokenizer = summary.Tokenizer.Identity,
        VocabularySize = summary.Tokenizer.Size,
        ContextLength = summary.ContextLength,
        ParameterCount = summary.ParameterCount,
        FileSize = summary.TotalSize,
        AddsBos = summary.Tokenizer.AddsBos,
        Doubts = summary.Tokenizer.Doubts,
        SpecialTokens = summary.Tokenizer.SpecialTokens,
    };

    private static ModelFingerprint Fingerprint(IReadOnlyList<string> shards, Func<string, string> hash) => new(shards.Count == 1
        ? hash(shards[0])
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', shards.Select(hash))))));
}
