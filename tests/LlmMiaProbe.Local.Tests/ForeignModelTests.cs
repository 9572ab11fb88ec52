using System.Text;
using System.Text.Json;
using LlmMiaProbe.Local.Gguf;
using TemporaryFolder = LlmMiaProbe.Local.Tests.Gguf.TemporaryFolder;

namespace LlmMiaProbe.Local.Tests;

/// <summary>What people have in place of a GGUF, and the command that makes one of it.</summary>
public sealed class ForeignModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_of_hugging_face_is_met_with_its_conversion()
    {
        var path = Folder("Llama-Mine", ("config.json", """{"architectures": ["LlamaForCausalLM"]}"""), ("tokenizer.json", "{}"));
        File.WriteAllBytes(Path.Combine(path, "model.safetensors"), Safetensors("model.embed_tokens.weight"));
        var command = $"python convert_hf_to_gguf.py {path} --outfile Llama-Mine.gguf --outtype f16";
        Assert.Equal($"{path} is a folder with a Hugging Face model (LlamaForCausalLM), and GGUF is expected. Convert it with llama.cpp's converter: {command}", Refusal(path));
        Assert.EndsWith($"Convert the folder that it lies in: {command}", Refusal(Path.Combine(path, "model.safetensors")), StringComparison.Ordinal);
        Assert.EndsWith(command, Refusal(Path.Combine(path, "config.json")), StringComparison.Ordinal);
    }

    /// <summary>As in the cache of Hugging Face, where files are links that are shorter than what they lead to.</summary>
    [Fact]
    public void Weights_behind_a_link_are_recognised_by_what_it_leads_to()
    {
        var path = Folder("linked", ("config.json", "{}"));
        var blob = _folder.Write("blob", [.. Safetensors(new string('t', 400))]);
        File.CreateSymbolicLink(Path.Combine(path, "model.safetensors"), Path.Combine("..", Path.GetFileName(blob)));
        Assert.Contains("holds weights as safetensors, and GGUF is expected", Refusal(Path.Combine(path, "model.safetensors")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_to_be_done_first_stands_before_the_command()
    {
        var path = Folder("bare", ("config.json", "{}"), ("model.safetensors", "x"));
        Assert.EndsWith(
            "and GGUF is expected. Its tokenizer is not there, and the converter needs it: download it first (tokenizer.json). "
            + $"Convert it with llama.cpp's converter: python convert_hf_to_gguf.py {path} --outfile bare.gguf --outtype f16", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_of_peft_is_met_with_its_conversion_and_its_base()
    {
        var path = Folder("my-adapter", ("adapter_config.json", """{"base_model_name_or_path": "owner/Base-1B"}"""));
        File.WriteAllBytes(Path.Combine(path, "adapter_model.safetensors"), Safetensors("base_model.model.q_proj.lora_A.weight"));
        var command = $"python convert_lora_to_gguf.py {path} --base-model-id owner/Base-1B --outfile my-adapter.gguf --outtype f32";
        Assert.EndsWith(command, Refusal(path), StringComparison.Ordinal);
        Assert.EndsWith(command, Refusal(Path.Combine(path, "adapter_model.safetensors")), StringComparison.Ordinal);

        var near = Folder("near", ("config.json", "{}"));
        File.WriteAllText(Path.Combine(path, "adapter_config.json"), JsonSerializer.Serialize(new { base_model_name_or_path = near }));
        Assert.Contains($" --base {near} ", Refusal(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x'; rm -rf ~; '", @"--base 'x'\''; rm -rf ~; '\'''")]
    [InlineData("$(reboot)", "--base '$(reboot)'")]
    [InlineData("--flag", "--base BASE_FOLDER")]
    [InlineData("a\nb", "--base BASE_FOLDER")]
    [InlineData("a\u202Eb", "--base BASE_FOLDER")]
    public void What_an_adapter_says_of_its_base_is_quoted(string said, string expected)
    {
        var path = Folder("peft", ("adapter_config.json", JsonSerializer.Serialize(new { base_model_name_or_path = said })), ("adapter_model.safetensors", "x"));
        Assert.Contains(expected, Refusal(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my model; reboot", "'%/my model; reboot' --outfile 'my model; reboot.gguf'")]
    [InlineData("it's", @"'%/it'\''s' --outfile 'it'\''s.gguf'")]
    [InlineData("line\nfeed", "FOLDER --outfile FOLDER")]
    public void The_name_of_a_folder_is_quoted(string name, string expected)
    {
        var path = Folder(name, ("config.json", "{}"), ("pytorch_model.bin", "x"));
        Assert.Contains(expected.Replace("%", _folder.FullName, StringComparison.Ordinal), Refusal(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"quantization_config": {"quant_method": "gptq"}}""", "whose weights are quantised by GPTQ")]
    [InlineData("""{"quantization_config": {"quant_method": "awq", "bits": 4}}""", "whose weights are quantised by AWQ")]
    [InlineData("""{"quantization": {"group_size": 64, "bits": 4}}""", "whose weights are quantised by MLX")]
    [InlineData("""{"quantization_config": {"quant_method": 7}}""", "whose weights are quantised by AN UNNAMED METHOD")]
    public void Quantised_folders_are_told_apart(string config, string expected)
    {
        var path = Folder("small", ("config.json", config), ("model.safetensors", "x"));
        Assert.Contains(expected, Refusal(path), StringComparison.Ordinal);
        Assert.EndsWith("python convert_hf_to_gguf.py ORIGINAL_FOLDER --outfile small.gguf --outtype f16", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_parts_and_tokenizers_are_named()
    {
        var path = Folder(
            "parts",
            ("config.json", "{}"),
            ("model-00001-of-00002.safetensors", "x"),
            ("model.safetensors.index.json", """{"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors", "c": 1}}"""));
        Assert.Contains("of which 1 part is missing (model-00002-of-00002.safetensors)", Refusal(path), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(path, "model-00002-of-00002.safetensors"), "x");
        Assert.Contains("Its tokenizer is not there", Refusal(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json", "[", "is a folder with a Hugging Face model and without weights")]
    [InlineData("model.onnx", "x", "is a folder with an ONNX model")]
    [InlineData("weights.safetensors", "x", "without the config.json and tokenizer")]
    [InlineData("a.gguf", "x", "is a folder: name the .gguf file in it (a.gguf)")]
    [InlineData("consolidated.00.pth", "x", "is a folder with PyTorch checkpoints and without a config.json")]
    [InlineData("readme.txt", "x", "is a folder without a model that is known here")]
    [InlineData("adapter_config.json", "{}", "without its weights (adapter_model.safetensors)")]
    public void Folders_say_what_they_hold(string file, string content, string expected) =>
        Assert.Contains(expected, Refusal(Folder("some", (file, content))), StringComparison.Ordinal);

    [Fact]
    public void Folders_of_caches_lead_to_the_model_and_not_in_circles()
    {
        var cache = Folder("models--owner--name");
        var snapshot = Path.Combine(cache, "snapshots", "0123");
        Directory.CreateDirectory(snapshot);
        File.WriteAllText(Path.Combine(snapshot, "config.json"), "{}");
        File.WriteAllText(Path.Combine(snapshot, "model.safetensors"), "x");
        Assert.Contains($"python convert_hf_to_gguf.py {snapshot} --outfile 0123.gguf", Refusal(cache), StringComparison.Ordinal);
        File.Delete(Path.Combine(snapshot, "config.json"));
        Directory.Delete(snapshot, recursive: true);
        Directory.CreateSymbolicLink(snapshot, cache);
        Assert.Contains("is a folder of Hugging Face's cache: name one of the folders below", Refusal(cache), StringComparison.Ordinal);
        var ollama = Folder("ollama");
        Directory.CreateDirectory(Path.Combine(ollama, "blobs"));
        Directory.CreateDirectory(Path.Combine(ollama, "manifests"));
        Assert.Contains("is Ollama's folder of models", Refusal(ollama), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m.onnx", "\u0008\u0007x", "is an ONNX graph")]
    [InlineData("m.pt", "PK\u0003\u0004x", "is a PyTorch checkpoint")]
    [InlineData("pytorch_model.bin", "PK\u0003\u0004x", "is a PyTorch checkpoint")]
    [InlineData("m.npz", "PK\u0003\u0004x", "holds weights for MLX")]
    [InlineData("m.gguf", "PK\u0003\u0004x", "is a PyTorch checkpoint")]
    [InlineData("m.safetensors", "x", "has the name of safetensors and does not begin as one")]
    [InlineData("m.gguf", "version https://git-lfs.github.com/spec/v1\noid sha256:1", "is the pointer that Git LFS leaves")]
    [InlineData("m.gguf", "\n <!DOCTYPE html><html>", "is a web page, not a model")]
    [InlineData("m.bin", "lmggx", "is of the format GGML")]
    [InlineData("m.gguf", "\u001f\u008bx", "is compressed")]
    [InlineData("m.txt", "Call me Ishmael.", "is not a GGUF file: it starts with 'Call '")]
    public void Files_say_what_they_are(string name, string content, string expected) =>
        Assert.Contains(expected, Refusal(_folder.Write(name, Encoding.Latin1.GetBytes(content))), StringComparison.Ordinal);

    [Fact]
    public void A_manifest_of_ollama_leads_to_the_weights()
    {
        var digest = new string('a', 64);
        var path = Folder("models", ("7b", $$"""{"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:{{digest}}"}]}"""));
        Assert.Contains($"its weights are the GGUF blobs/sha256-{digest} in Ollama's folder", Refusal(Path.Combine(path, "7b")), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(path, "blobs"));
        File.WriteAllText(Path.Combine(path, "blobs", $"sha256-{digest}"), "x");
        Assert.Contains(Path.Combine(path, "blobs", $"sha256-{digest}"), Refusal(Path.Combine(path, "7b")), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(path, "7b"), """{"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:../../etc/passwd"}, 7, null]}""");
        Assert.Contains("is not a GGUF file", Refusal(Path.Combine(path, "7b")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama3:8b", "'ollama show --modelfile llama3:8b'")]
    [InlineData("owner/Model-1B", "'hf download owner/Model-1B --local-dir Model-1B'")]
    public void Names_of_models_elsewhere_are_recognised(string name, string expected) => Assert.Contains(expected, Refusal(name), StringComparison.Ordinal);

    [Theory]
    [InlineData("owner/$(reboot)")]
    [InlineData("missing.gguf")]
    [InlineData("/nowhere/model")]
    public void Other_paths_are_only_missing(string name) =>
        Assert.Equal($"{name} does not exist: check the path, or download the model there", Refusal(name));

    [Theory]
    [InlineData("config.json", """{"architectures": ["A\ud800B"], "model_type": "x"}""", "Hugging Face model (A\uFFFDB), and GGUF is expected")]
    [InlineData("config.json", """{"\udc00": 1, "architectures": ["Llama"]}""", "Hugging Face model (Llama), and GGUF is expected")]
    [InlineData("config.json", """{"architectures": ["\ud83d\ude00 \\ud800"]}""", "Hugging Face model (\U0001F600 \\ud800), and GGUF is expected")]
    [InlineData("config.json", """{"quantization_config": {"quant_method": "\ud800gptq"}}""", "weights are quantised by \uFFFDGPTQ")]
    [InlineData("adapter_config.json", """{"base_model_name_or_path": "owner/\udfff"}""", "is a folder with the adapter_config.json of a LoRA adapter")]
    [InlineData("model.safetensors.index.json", """{"weight_map": {"\ud800": "a\ud800.safetensors", "b": "b.safetensors"}}""", "of which 2 parts are missing")]
    public void Half_a_surrogate_beside_a_model_ends_in_a_sentence(string name, string json, string expected)
    {
        var path = Folder("hf", ("model.safetensors", ""));
        if (name == "model.safetensors.index.json")
        {
            File.WriteAllText(Path.Combine(path, "config.json"), "{}");
        }

        File.WriteAllText(Path.Combine(path, name), json);
        Assert.Contains(expected, Refusal(path), StringComparison.Ordinal);
        Assert.NotEmpty(Refusal(Path.Combine(path, name)));
        Assert.NotEmpty(Refusal(Path.Combine(path, "model.safetensors")));
    }

    [Fact]
    public void Bytes_that_are_no_text_beside_a_model_end_in_a_sentence()
    {
        var path = Folder("hf", ("model.safetensors", ""));
        File.WriteAllBytes(Path.Combine(path, "config.json"), [.. """{"architectures": ["A"""u8, 0xFF, 0xC0, .. "\"]}"u8]);
        Assert.Contains("Hugging Face model (A\uFFFD\uFFFD)", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_in_a_manifest_of_ollama_ends_in_a_sentence()
    {
        var digest = new string('a', 64);
        var path = Folder("ollama", ("7b", $$"""
            {"layers": [{"\ud800": 1, "mediaType": "\ud800", "digest": "\udc00"},
            {"mediaType": "application/vnd.ollama.image.model", "digest": "\ud800"},
            {"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:{{digest}}"}]}
            """));
        Assert.Contains($"its weights are the GGUF blobs/sha256-{digest} in Ollama's folder", Refusal(Path.Combine(path, "7b")), StringComparison.Ordinal);
    }

    private static string Refusal(string path) => Assert.ThrowsAny<ProbeException>(() => GgufModel.Open(path)).Message;

    private string Folder(string name, params (string Name, string Content)[] files)
    {
        var path = _folder[name];
        Directory.CreateDirectory(path);
        foreach (var (file, content) in files)
        {
            File.WriteAllText(Path.Combine(path, file), content);
        }

        return path;
    }

    private static byte[] Safetensors(string tensor)
    {
        var header = Encoding.UTF8.GetBytes($$"""{"{{tensor}}": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]} }""");
        return [.. BitConverter.GetBytes((long)header.Length), .. header, 0, 0, 0, 0];
    }
}
