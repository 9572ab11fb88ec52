using System.Text.Json;
using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.LlamaSharp;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Benchmarks;

/// <summary>The lab model, and a random one with the shape and vocabulary of GPT-2 small.</summary>
internal static class BenchmarkModels
{
    public static string Lab => Path.Combine(AppContext.BaseDirectory, "corpora", "lab", "target.gguf");

    /// <summary>Made once in the temporary folder: 12 layers, width 768, 50,304 tokens, F16.</summary>
    public static string LargeVocabulary()
    {
        var path = Path.Combine(Path.GetTempPath(), "mia-probe-benchmark-50304.gguf");
        if (!File.Exists(path))
        {
            new RandomLlamaModel { VocabularySize = 50_304, Width = 768, Layers = 12, Heads = 12, FeedForwardWidth = 2048, ContextLength = 1024, TiedEmbeddings = true, Name = "benchmark" }.Save(path);
        }

        return path;
    }

    /// <summary>llama-cpp for the own binding, else the default engine.</summary>
    public static string EngineName { get; set; } = "llama-sharp";

    public static ILlamaEngine Engine => EngineName == "llama-cpp" ? LlamaLibrary.Load() : LlamaSharpEngine.Load();

    public static LlamaTokenScorer Open(string path, LocalScorerOptions options) =>
        LlamaModels.Open(Engine, path, file => file, options);

    /// <summary>Passages of the lab corpus, cut to a number of tokens.</summary>
    public static IReadOnlyList<PreparedText> Texts(ITokenScorer scorer, int count, int tokens)
    {
        var passages = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "corpora", "lab", "passages.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString() ?? "");
        return
        [
            .. passages.Select(scorer.Prepare)
                .SelectMany(text => text.Tokens.Chunk(tokens).Where(part => part.Length == tokens))
                .Take(count)
                .Select((part, i) => new PreparedText(EvidenceKey.Of(scorer.Model.Fingerprint, $"{scorer.Policy} {i}", null, part), part, part.Length, 1)),
        ];
    }
}
