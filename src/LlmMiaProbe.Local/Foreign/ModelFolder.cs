using System.Text.Json;
using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.Local.Foreign;

/// <summary>What a folder that was named in place of a model holds.</summary>
internal static class ModelFolder
{
    public const string Config = "config.json";
    public const string AdapterConfig = "adapter_config.json";

    private const int MostFiles = 10_000;
    private const int Shown = 3;
    private static readonly string[] s_indexes = ["model.safetensors.index.json", "pytorch_model.bin.index.json"];

    // Also of the original Llama weights.
    private static readonly string[] s_tokenizers = ["tokenizer.json", "tokenizer.model", "vocab.json", "spiece.model", "tokenizer_config.json", "tekken.json"];

    public static bool IsIndex(string path) => s_indexes.Contains(Path.GetFileName(path));

    /// <summary>Words that follow its path.</summary>
    public static string Explain(string path)
    {
        var files = Names(path, Directory.EnumerateFiles);
        if (files.FindAll(name => name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)) is { Count: > 0 } models)
        {
            var firsts = models.FindAll(name => !name.Contains("-of-", StringComparison.Ordinal) || name.Contains("-00001-of-", StringComparison.Ordinal));
            return $"is a folder: name the .gguf file in it ({Some(firsts.Count > 0 ? firsts : models)})";
        }

        if (files.Contains(AdapterConfig))
        {
            return files.Exists(name => name.StartsWith("adapter_model", StringComparison.Ordinal))
                ? $"is a folder with a LoRA adapter of PEFT, which is converted and then added to its base with --lora: {OfAdapter(path)}"
                : $"is a folder with the {AdapterConfig} of a LoRA adapter and without its weights (adapter_model.safetensors): download it again, "
                    + $"and then: {OfAdapter(path)}";
        }

        var weights = files.FindAll(name => name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
            || (name.StartsWith("pytorch_model", StringComparison.Ordinal) && name.EndsWith(".bin", StringComparison.Ordinal)));
        if (files.Contains(Config))
        {
            return OfModel(path, files, weights);
        }

        if (files.Exists(name => name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)))
        {
            return $"is a folder with an ONNX model. {ForeignModel.Original}";
        }

        if (weights.Count > 0)
        {
            return $"is a folder with weights ({Some(weights)}) and without the {Config} and tokenizer that they are converted with: download the whole "
                + $"folder, and then: {Conversion.OfModel(path)}";
        }

        return OfOthers(path, files);
    }

    /// <summary>The command that converts an adapter, with the base that its configuration names.</summary>
    public static string OfAdapter(string folder)
    {
        using var config = ForeignModel.ReadJson(Path.Combine(folder, AdapterConfig));
        return Conversion.OfAdapter(folder, config is null ? null : Text(config.RootElement, "base_model_name_or_path"));
    }

    private static string OfModel(string path, List<string> files, List<string> weights)
    {
        using var config = ForeignModel.ReadJson(Path.Combine(path, Config));
        var what = $"is a folder with a Hugging Face model{(config is null ? "" : Architecture(config.RootElement))}";
        if (config is not null && Quantised(config.RootElement) is { } method)
        {
            return $"{what} whose weights are quantised by {method}: scores of them would be those of the rounded weights, and llama.cpp's converter takes few "
                + "of these formats. Get the folder with its unquantised weights (or a GGUF of it), and convert that: "
                + Conversion.OfOriginal(path);
        }

        if (weights.Count == 0)
        {
            return files.Exists(name => name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
                ? $"{what} as ONNX. {ForeignModel.Original}"
                : $"{what} and without weights (*.safetensors): download the whole folder, and then: {Conversion.OfModel(path)}";
        }

        var missing = MissingParts(path, files);
        var tokenizer = s_tokenizers.Any(files.Contains) ? "" : "Its tokenizer is not there, and the converter needs it: download it first (tokenizer.json). ";
        return missing.Count > 0
            ? $"{what} of which {missing.Count} {(missing.Count == 1 ? "part is" : "parts are")} missing ({Some(missing)}): download the whole "
                + $"folder, and then: "
                + Conversion.OfModel(path)
            : $"{what}, and GGUF is expected. {tokenizer}Convert it with llama.cpp's converter: {Conversion.OfModel(path)}";
    }

    private static string OfOthers(string path, List<string> files)
    {
        var folders = Names(path, Directory.EnumerateDirectories);
        if (folders.Contains("snapshots"))
        {
            var snapshots = Path.Combine(path, "snapshots");
            return Names(snapshots, Directory.EnumerateDirectories) is [var only] && File.Exists(Path.Combine(snapshots, only, Config))
                ? $"is a folder of Hugging Face's cache; the model in it {Explain(Path.Combine(snapshots, only))}"
                : $"is a folder of Hugging Face's cache: name one of the folders below {Conversion.Quote(snapshots)}";
        }

        if (folders.Contains("blobs") && folders.Contains("manifests"))
        {
            return "is Ollama's folder of models: 'ollama show --modelfile NAME' names behind FROM the file of a model (Ollama keeps models as GGUF); "
                + "give that file";
        }

        if (folders.Exists(name => name.EndsWith(".mlpackage", StringComparison.Ordinal)) || path.EndsWith(".mlpackage", StringComparison.Ordinal))
        {
            return $"is a folder with a Core ML model. {ForeignModel.Original}";
        }

        return files.Exists(name => name.EndsWith(".pth", StringComparison.Ordinal) || name.EndsWith(".pt", StringComparison.Ordinal))
            ? $"is a folder with PyTorch checkpoints and without a {Config}: bring it into the form of Hugging Face with the tools of its authors, and then: "
                + Conversion.OfModel(path)
            : $"is a folder without a model that is known here: name a .gguf file, or a folder with {Config} and *.safetensors to be told how to convert it";
    }

    private static string Architecture(JsonElement config) =>
        config.TryGetProperty("architectures", out var list) && list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } first
            ? $" ({Quoted.Of(first.GetString() ?? "")})"
            : "";

    private static string? Quantised(JsonElement config)
    {
        if (config.TryGetProperty("quantization_config", out var quantised) && quantised.ValueKind == JsonValueKind.Object)
        {
            return Quoted.Of((Text(quantised, "quant_method") ?? "an unnamed method").ToUpperInvariant());
        }

        return config.TryGetProperty("quantization", out var own) && own.ValueKind == JsonValueKind.Object ? "MLX" : null;
    }

    private static List<string> MissingParts(string path, List<string> files)
    {
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var index in s_indexes.Where(files.Contains))
        {
            using var json = ForeignModel.ReadJson(Path.Combine(path, index));
            if (json?.RootElement.TryGetProperty("weight_map", out var map) == true && map.ValueKind == JsonValueKind.Object)
            {
                missing.UnionWith(map.EnumerateObject()
                    .Select(entry => entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() : null)
                    .OfType<string>()
                    .Where(name => !files.Contains(name)));
            }
        }

        return [.. missing];
    }

    private static string? Text(JsonElement fields, string name) =>
        fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string Some(List<string> names) =>
        string.Join(", ", names.Take(Shown).Select(Quoted.Of)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");

    private static List<string> Names(string path, Func<string, IEnumerable<string>> list)
    {
        try
        {
            return [.. list(path).Take(MostFiles).Select(name => Path.GetFileName(name) ?? "").Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
