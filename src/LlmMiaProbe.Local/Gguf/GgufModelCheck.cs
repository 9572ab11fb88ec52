namespace LlmMiaProbe.Local.Gguf;

/// <summary>
/// Decides whether a model can be scored, before native code sees it: what the loader refuses gets a sentence, what it aborts on never
/// reaches it.
/// </summary>
internal static class GgufModelCheck
{
    public static GgufSummary Run(GgufModel model, GgufRelease release)
    {
        GgufFile file = model.First;
        GgufMetadata metadata = file.Metadata;
        RequireModel(model);
        var (architecture, kind) = RequireArchitecture(file, release);
        RequireNextTokens(file, kind, architecture);
        GgufHyperparameters parameters = GgufHyperparameters.Read(file, architecture, kind);
        GgufTokenizer tokenizer = GgufTokenizerReader.Read(file, release);
        GgufTensorCheck.Run(model, parameters, tokenizer);
        RequireTypes(model, release);
        return new GgufSummary
        {
            Architecture = architecture,
            Name = metadata.Text("general.name"),
            Quantization = GgufQuantization.Describe(metadata.UInt32("general.file_type"), model.Tensors),
            ContextLength = parameters.ContextLength,
            BlockCount = parameters.BlockCount,
            EmbeddingLength = parameters.EmbeddingLength,
            Tokenizer = tokenizer,
            ParameterCount = (long)decimal.Min(model.Tensors.Sum(tensor => (decimal)tensor.ElementCount), long.MaxValue),
            HasF32Matrix = model.Tensors.Any(tensor => tensor.IsMatrix && tensor.Type == GgufTensorType.F32),
            IsRecurrent = kind is GgufArchitectureKind.Recurrent or GgufArchitectureKind.Hybrid,
            Shards = [.. model.Shards.Select(shard => shard.Path)],
            TotalSize = model.TotalSize,
        };
    }

    public static GgufTokenizer RequireTokenizer(GgufModel model, GgufRelease release)
    {
        RequireArchitecture(model.First, release);
        return GgufTokenizerReader.Read(model.First, release);
    }

    private static (string Architecture, GgufArchitectureKind Kind) RequireArchitecture(GgufFile file, GgufRelease release)
    {
        string architecture = file.Metadata.Text("general.architecture")
            ?? throw new ModelException(
                $"{file.Name} lacks the key 'general.architecture': it is not a complete model; convert it again with llama.cpp's own tools");
        GgufArchitectureKind? kind = GgufArchitectures.Find(architecture);
        return kind is { } known && !release.LackedArchitectures.Contains(architecture)
            ? (architecture, known)
            : throw release.Unknown(file.Name, $"the architecture '{Quoted.Of(architecture)}'", kind is not null);
    }

    private static void RequireTypes(GgufModel model, GgufRelease release)
    {
        if (model.Tensors.FirstOrDefault(tensor => release.LackedTensorTypes.Contains(tensor.Type.Name)) is { } tensor)
        {
            throw release.Unknown(model.First.Name, $"the tensor {Quoted.Of(tensor.Name)} in the type {tensor.Type.Name}", isElsewhere: true);
        }
    }

    private static void RequireModel(GgufModel model)
    {
        string name = model.First.Name;
        GgufMetadata metadata = model.Metadata;
        string? sentence = metadata.Text("general.type") switch
        {
            "adapter" => "is a LoRA adapter, not a model: give the model that it was trained on, and this with --lora",
            "imatrix" => "is an importance matrix for quantising, not a model: give the model's own file",
            "mmproj" => "is the vision or audio part of a model: give the language model's own file",
            "vocab" => "holds a vocabulary only, no weights: give the model's own file",
            _ => null,
        };
        if (sentence is null && metadata.Text("general.architecture") == "controlvector")
        {
            sentence = "is a control vector, not a model: give the model's own file";
        }

        if (sentence is null && model.Tensors.Count == 0)
        {
            sentence = metadata.Contains("tokenizer.ggml.tokens")
                ? "holds a vocabulary only, no weights: give the model's own file"
                : "holds no weights: give a whole model";
        }

        if (sentence is not null)
        {
            throw new ModelException($"{name} {sentence}");
        }
    }

    private static void RequireNextTokens(GgufFile file, GgufArchitectureKind kind, string architecture)
    {
        string? sentence = kind switch
        {
            GgufArchitectureKind.Embedding => "is an embedding model: it predicts no next token, so there is nothing to score",
            GgufArchitectureKind.EncoderDecoder => "is an encoder-decoder model: it translates one text into another and gives no probability to a text alone",
            GgufArchitectureKind.Diffusion => "is a diffusion language model: it fills masked tokens in any order and predicts no next token",
            GgufArchitectureKind.Speech => "is a speech model: it predicts audio codes, not text",
            GgufArchitectureKind.Draft => "is a draft model that guesses tokens for a larger one and does not run alone: give the larger model",
            GgufArchitectureKind.Projector => "is the vision or audio part of a model: give the language model's own file",
            _ => null,
        };
        uint? pooling = file.Metadata.UInt32(architecture + ".pooling_type");
        if (sentence is null && file.Metadata.Bool(architecture + ".attention.causal") == false)
        {
            sentence = pooling is null or 0
                ? "attends to later tokens too (attention.causal is false): it predicts no next token, so there is nothing to score"
                : "is an embedding model: it predicts no next token, so there is nothing to score";
        }

        const uint Ranking = 4;
        if (sentence is null && pooling == Ranking)
        {
            sentence = "is a reranking model: it scores pairs of texts and predicts no next token";
        }

        if (sentence is not null)
        {
            throw new ModelException($"{file.Name} {sentence}");
        }
    }
}
