using System.Text.Json;
using System.Text.RegularExpressions;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Local.Foreign;

/// <summary>
/// Says of a file or folder that is no GGUF what it is, and by which command it becomes one. Everything that it reads comes from outside: it
/// is read in small amounts, and stands in a command only in quotes.
/// </summary>
public static partial class ForeignModel
{
    private const int FirstBytes = 1 << 16;

    // Of the header that lists the tensors.
    private const int MostHeaderBytes = 1 << 22;

    private static readonly string[] s_oldMagics = ["lmgg", "tjgg", "fmgg", "algg", "ggla", "ggml", "ggjt"];

    /// <summary>What a file is, in words that follow its name; null if nothing is known of it.</summary>
    /// <param name="path">It is there.</param>
    /// <exception cref="PrerequisiteException">It is no ordinary file.</exception>
    public static string? ExplainFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var (start, length) = Start(path);
        var name = Path.GetFileName(path);
        var extension = Path.GetExtension(name).ToLowerInvariant();
        return start switch
        {
            _ when start.AsSpan().StartsWith("version https://git-lfs"u8) =>
                "is the pointer that Git LFS leaves in place of a large file: fetch the file itself with 'git lfs pull'",
            _ when IsPage(start) => "is a web page, not a model: the download gave a page, perhaps one that asks to log in; download the file again",
            _ when IsSafetensors(start, length) => $"holds weights as safetensors, and GGUF is expected. {OfWeights(path, IsLora(path, start))}",
            _ when s_oldMagics.Any(magic => start.AsSpan().StartsWith(System.Text.Encoding.ASCII.GetBytes(magic))) =>
                "is of the format GGML, which came before GGUF and which llama.cpp no longer reads: download the model as GGUF, or convert the original",
            _ when start is [0x1F, 0x8B, ..] or [0x28, 0xB5, 0x2F, 0xFD, ..] or [0xFD, 0x37, 0x7A, 0x58, ..] or [0x37, 0x7A, 0xBC, 0xAF, ..]
                or [0x42, 0x5A, 0x68, ..] => "is compressed: unpack it, and name the file in it",
            _ when start.AsSpan().StartsWith("TFL3"u8) || (start.Length > 8 && start.AsSpan(4).StartsWith("TFL3"u8)) || extension is ".tflite" =>
                $"is a TensorFlow Lite model. {Original}",
            _ when extension is ".onnx" => $"is an ONNX graph, which holds no architecture that could be converted back. {Original}",
            _ when extension is ".mlx" or ".npz" => $"holds weights for MLX. {Original}",
            _ when start.AsSpan().StartsWith("\x89HDF"u8) || start is [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => $"holds weights as HDF5 (Keras). "
                + $"{Original}",
            [(byte)'P', (byte)'K', 3, 4, ..] or [0x80, >= 2 and <= 5, ..] =>
                $"is a PyTorch checkpoint (a pickle, which can run code when it is loaded: convert only what you trust). "
                + $"{OfWeights(path, isLora: name.StartsWith("adapter", StringComparison.Ordinal))}",
            _ when extension is ".safetensors" => "has the name of safetensors and does not begin as one: download it again",
            [(byte)'{', ..] => OfJson(path),
            _ => null,
        };
    }

    /// <summary>What a folder holds and what to do with it, in words that follow its path.</summary>
    public static string ExplainFolder(string path) => ModelFolder.Explain(path);

    /// <summary>What is said of a path where there is nothing, beside that; null if nothing is to be added.</summary>
    public static string? ExplainName(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = Path.GetRelativePath(Environment.CurrentDirectory, path);
        if (name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) || name.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(name))
        {
            return null;
        }

        return name.Split('/') switch
        {
            [var model] when model.Contains(':') && IsWord(model.Replace(":", "", StringComparison.Ordinal)) =>
                $"if it is the name of a model in Ollama, 'ollama show --modelfile {model}' names behind FROM the file to give (Ollama keeps models "
                + $"as GGUF), or ask "
                + "a running Ollama with --endpoint",
            [var owner, var model] when IsWord(owner) && IsWord(model) =>
                $"if it is the name of a model at Hugging Face, 'hf download {owner}/{model} --local-dir {model}' fetches it, and "
                + $"'{Conversion.OfModel(model)}' converts it",
            _ => null,
        };
    }

    internal static string Original { get; } =
        "Such files are not converted to GGUF: get the model as GGUF, or as the folder with config.json and safetensors that it was made from, and "
        + "convert that";

    /// <summary>A JSON object of moderate size, all of whose names and strings can be read; null if it is none.</summary>
    internal static JsonDocument? ReadJson(string path)
    {
        try
        {
            // Half a surrogate and bytes that are no UTF-8 pass the parser, and fail where a name or string is read.
            var text = HalfSurrogates().Replace(
                OutsideFile.ReadText(path),
                escape => escape.Groups["half"].Success ? @"\ufffd" : escape.Value);
            return JsonDocument.Parse(text) is { RootElement.ValueKind: JsonValueKind.Object } document ? document : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or PrerequisiteException)
        {
            return null;
        }
    }

    // Escapes that are whole come first, so that what looks like half of one is none.
    [GeneratedRegex(
        @"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
        RegexOptions.CultureInvariant)]
    private static partial Regex HalfSurrogates();

    private static bool IsWord(string text) =>
        text.Length is > 0 and < 100 && text[0] != '-' && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');

    /// <summary>The first bytes of a file, and how many it has: a link's own length is another.</summary>
    private static (byte[] Bytes, long Length) Start(string path, int most = FirstBytes)
    {
        OutsideFile.Require(path);
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[most];
        var done = 0;
        for (int read; done < most && (read = RandomAccess.Read(handle, bytes.AsSpan(done), done)) > 0;)
        {
            done += read;
        }

        return (bytes[..done], RandomAccess.GetLength(handle));
    }

    private static bool IsPage(byte[] start)
    {
        var text = System.Text.Encoding.Latin1.GetString(start, 0, Math.Min(start.Length, 256)).TrimStart();
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsSafetensors(byte[] start, long length) =>
        start.Length > 9 && start[8] == (byte)'{' && BitConverter.ToUInt64(start) is > 1 and var header && header <= (ulong)(length - 8);

    private static bool IsLora(string path, byte[] start)
    {
        var (header, _) = Start(path, (int)Math.Min(MostHeaderBytes, 8 + BitConverter.ToUInt64(start)));
        return header.AsSpan().IndexOf(".lora_A."u8) >= 0 || header.AsSpan().IndexOf(".lora_a"u8) >= 0;
    }

    /// <summary>Weights in a file: converted by the folder around them.</summary>
    private static string OfWeights(string path, bool isLora)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        return (isLora, File.Exists(Path.Combine(folder, ModelFolder.AdapterConfig)), File.Exists(Path.Combine(folder, ModelFolder.Config))) switch
        {
            (true, true, _) or (false, true, false) => $"Convert the adapter that it belongs to: {ModelFolder.OfAdapter(folder)}",
            (true, false, _) => $"It is a LoRA adapter without the {ModelFolder.AdapterConfig} that says which base it is for: put that beside it, and then: "
                + Conversion.OfAdapter(folder, null),
            (_, _, true) => $"Convert the folder that it lies in: {Conversion.OfModel(folder)}",
            _ => $"It can be converted only with the {ModelFolder.Config} and the tokenizer of its model beside it: get the whole folder, and then: "
                + $"{Conversion.OfModel(folder)}",
        };
    }

    private static string? OfJson(string path)
    {
        using var json = ReadJson(path);
        if (json is null)
        {
            return null;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        return Path.GetFileName(path) switch
        {
            ModelFolder.AdapterConfig or ModelFolder.Config => $"describes the folder that it lies in, which {ModelFolder.Explain(folder)}",
            _ when ModelFolder.IsIndex(path) => $"lists the parts of the model in the folder that it lies in, which {ModelFolder.Explain(folder)}",
            _ => OllamaManifest.Explain(path, json.RootElement),
        };
    }
}
