using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.Local.Adapters;

/// <summary>
/// Decides whether an adapter can be added to a model, before native code sees it: what the loader refuses gets a sentence, what it leaves
/// out without a word or ends the process on never reaches it.
/// </summary>
internal static class AdapterCheck
{
    public const string FirstEnding = ".lora_a";
    public const string SecondEnding = ".lora_b";

    private const string Embedding = "token_embd.weight";
    private const string Output = "output.weight";
    private const string Merging = "merge it into its base (with the tools it was made with), convert that to GGUF and give it as the model";

    // Matrices that llama.cpp multiplies together with their adapter. Others are multiplied alone, whatever adapters say.
    private static readonly string[] s_adapted =
    [
        "attn_q", "attn_k", "attn_v", "attn_qkv", "attn_output", "attn_gate", "attn_q_a", "attn_q_b", "attn_kv_a_mqa",
        "ffn_gate", "ffn_up", "ffn_down", "ffn_gate_inp", "ffn_gate_exps", "ffn_up_exps", "ffn_down_exps",
        "ffn_gate_shexp", "ffn_up_shexp", "ffn_down_shexp", "ssm_in", "ssm_out", "ssm_x", "ssm_dt",
    ];

    private static readonly string[] s_types = ["F32", "F16", "BF16", "Q8_0"];

    /// <param name="path">The adapter.</param>
    /// <param name="model">The model, which can be scored.</param>
    /// <param name="architecture">Its architecture.</param>
    /// <exception cref="PrerequisiteException">The file is missing or may not be read.</exception>
    /// <exception cref="ModelException">It is no adapter for this model; the sentence says why.</exception>
    public static GgufFile Open(string path, GgufModel model, string architecture)
    {
        var adapter = GgufFile.Open(path);
        RequireLora(adapter);
        if (adapter.Metadata.Text("general.architecture") is var made && made != architecture)
        {
            throw new ModelException(
                $"{adapter.Name} is an adapter for {(made is null ? "no named architecture" : $"the architecture '{Quoted.Of(made)}'")}, and "
                + $"{model.First.Name} "
                + $"is of the architecture '{Quoted.Of(architecture)}': give as the model the base that the adapter was trained on");
        }

        if (adapter.Metadata.Float32("adapter.lora.alpha") is { } alpha && !double.IsFinite(alpha))
        {
            throw new ModelException($"{adapter.Name} is damaged: its adapter.lora.alpha is no finite number: convert the adapter again");
        }

        var weights = new Dictionary<string, GgufTensor>(StringComparer.Ordinal);
        foreach (var tensor in model.Tensors)
        {
            weights[tensor.Name] = tensor;
        }

        var pairs = Pairs(adapter);
        foreach (var (name, first, second) in pairs)
        {
            RequireFit(adapter, model, weights, name, first, second);
        }

        return pairs.Exists(pair => !ZeroWeights.Are(adapter, pair.First) && !ZeroWeights.Are(adapter, pair.Second))
            ? adapter
            : throw new ModelException($"{adapter.Name} holds only zeros in one of {FirstEnding} and {SecondEnding} of every pair, as before a training, "
                + "so it changes nothing: convert or download the adapter again, or leave it out");
    }

    /// <summary>Whether llama.cpp adds an adapter to a tensor of a model.</summary>
    /// <param name="tensor">Of the model.</param>
    /// <param name="isTied">The model's token embeddings are its output too.</param>
    public static bool CanAdapt(GgufTensor tensor, bool isTied) =>
        tensor.Dimensions.Count == 2 && tensor.Dimensions[1] > 1 && IsAdapted(tensor.Name) && !(isTied && tensor.Name == Embedding);

    private static void RequireLora(GgufFile adapter)
    {
        var metadata = adapter.Metadata;
        var (kind, architecture, type) = (metadata.Text("general.type"), metadata.Text("general.architecture"), metadata.Text("adapter.type"));
        var sentence = (kind, type) switch
        {
            _ when architecture == "controlvector" || type == "control_vector" =>
                "is a control vector, not a LoRA adapter: it shifts activations by a fixed amount, with which models are not evaluated here",
            ("adapter", "lora") when metadata.Contains("adapter.alora.invocation_tokens") =>
                "is an activated LoRA (aLoRA): it works only behind certain words of a prompt, so a text as a whole has no probability under it; "
                + "give an ordinary LoRA adapter",
            ("adapter", "lora") when (metadata.UInt16("split.count") ?? 0) > 1 =>
                "is a part of a split file: put the parts together with llama.cpp's llama-gguf-split --merge",
            ("adapter", "lora") => null,
            ("adapter", _) => $"is an adapter of the type '{Quoted.Of(type ?? "")}', and only the type 'lora' can be added to a model",
            ("imatrix", _) => "is an importance matrix for quantising, not a LoRA adapter",
            ("mmproj", _) => "is the vision or audio part of a model, not a LoRA adapter",
            _ => "is a whole model, not a LoRA adapter: give it as the model itself (--model), without its base",
        };
        if (sentence is not null)
        {
            throw new ModelException($"{adapter.Name} {sentence}");
        }
    }

    private static List<(string Name, GgufTensor First, GgufTensor Second)> Pairs(GgufFile adapter)
    {
        var halves = new Dictionary<string, GgufTensor>(StringComparer.Ordinal);
        foreach (var tensor in adapter.Tensors)
        {
            if (!tensor.Name.EndsWith(FirstEnding, StringComparison.Ordinal) && !tensor.Name.EndsWith(SecondEnding, StringComparison.Ordinal))
            {
                throw new ModelException(
                    $"{adapter.Name} holds the tensor {Quoted.Of(tensor.Name)} beside its pairs of {FirstEnding} and {SecondEnding}, which llama.cpp "
                    + $"refuses or "
                    + $"leaves out, so that the numbers would be those of another model: {Merging}");
            }

            halves.Add(tensor.Name, tensor);
        }

        var pairs = new List<(string, GgufTensor, GgufTensor)>();
        foreach (var name in halves.Keys.Select(half => half[..^FirstEnding.Length]).Distinct(StringComparer.Ordinal))
        {
            pairs.Add(halves.TryGetValue(name + FirstEnding, out var first) && halves.TryGetValue(name + SecondEnding, out var second)
                ? (name, first, second)
                : throw new ModelException(
                    $"{adapter.Name} holds only one of {FirstEnding} and {SecondEnding} for the tensor {Quoted.Of(name)}: convert or download the "
                    + $"adapter again"));
        }

        return pairs.Count > 0 ? pairs : throw new ModelException($"{adapter.Name} holds no weights, so it changes nothing: convert or download the "
            + $"adapter again");
    }

    private static void RequireFit(
        GgufFile adapter, GgufModel model, Dictionary<string, GgufTensor> weights, string name, GgufTensor first, GgufTensor second)
    {
        if (!weights.TryGetValue(name, out var weight))
        {
            throw new ModelException(
                $"{adapter.Name} adapts the tensor {Quoted.Of(name)}, which {model.First.Name} does not have: give as the model the base that the adapter "
                + "was trained on");
        }

        if (name == Embedding && !weights.ContainsKey(Output))
        {
            throw new ModelException(
                $"{adapter.Name} adapts the token embeddings of {model.First.Name}, which serve as its output too, and llama.cpp cannot add an "
                + $"adapter to both: "
                + Merging);
        }

        if (!IsAdapted(name))
        {
            throw new ModelException(
                $"{adapter.Name} adapts the tensor {Quoted.Of(name)}, to which llama.cpp does not add adapters, so that the numbers would be those of another "
                + $"model: {Merging}");
        }

        if (new[] { first, second }.FirstOrDefault(tensor => !s_types.Contains(tensor.Type.Name)) is { } stored)
        {
            throw new ModelException(
                $"{adapter.Name} stores the tensor {Quoted.Of(stored.Name)} as {stored.Type.Name}; expected {string.Join(", ", s_types)}: convert the "
                + $"adapter again");
        }

        var (wide, a, b) = (Shape(weight), Shape(first), Shape(second));

        // Rows of the embeddings are looked up, so there the first factor is stored the other way round.
        var fits = name == Embedding
            ? a[1] == wide[1] && b[1] == wide[0] && a[0] == b[0]
            : a[0] == wide[0] && b[1] == wide[1] && a[1] == b[0];
        if (!fits || wide[1] < 2 || a[2] != wide[2] || b[2] != wide[2] || a[3] != 1 || b[3] != 1 || wide[3] != 1)
        {
            throw new ModelException(
                $"{adapter.Name} adapts the tensor {Quoted.Of(name)} by {GgufTensorTable.Shape(first.Dimensions)} and "
                + $"{GgufTensorTable.Shape(second.Dimensions)}, which does not fit its shape {GgufTensorTable.Shape(weight.Dimensions)} in {model.First.Name}: "
                + "give as the model the base that the adapter was trained on");
        }
    }

    private static bool IsAdapted(string name)
    {
        if (name is Embedding or Output)
        {
            return true;
        }

        return name.Split('.') is ["blk", _, var part, "weight"] && s_adapted.Contains(part);
    }

    private static long[] Shape(GgufTensor tensor) => [.. Enumerable.Range(0, 4).Select(i => i < tensor.Dimensions.Count ? tensor.Dimensions[i] : 1)];
}
