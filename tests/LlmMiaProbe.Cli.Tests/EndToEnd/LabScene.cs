using System.Text.Json.Nodes;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Documents and base models so small that training them takes seconds.</summary>
internal static class LabScene
{
    private static readonly string[] s_words = "the of and to in a is that for it was on are with as his they at be this from have or by one had not but what all were when we there can an your which their said".Split(' ');

    /// <summary>Random sentences, one a line, in two groups.</summary>
    public static string Documents(int count) => string.Concat(Enumerable.Range(0, count).Select(i =>
    {
        var random = new Random(i);
        var text = string.Join(' ', Enumerable.Range(0, 14).Select(_ => s_words[random.Next(s_words.Length)]));
        return new JsonObject { ["id"] = $"d{i}", ["text"] = text, ["group"] = $"g{i % 2}" }.ToJsonString() + "\n";
    }));

    public static byte[] Base { get; } = new RandomLlamaModel { FullPrecision = true, VocabularySize = 320 }.ToArray();

    /// <summary>An architecture whose feed-forward has no gradient in the native library.</summary>
    public static byte[] Untrainable()
    {
        var model = new RandomLlamaModel { FullPrecision = true, TiedEmbeddings = true };
        var writer = new GgufWriter()
            .Add("general.architecture", "gemma")
            .Add("general.name", "gemma")
            .Add("general.file_type", 0U)
            .Add("gemma.context_length", 128U)
            .Add("gemma.embedding_length", 32U)
            .Add("gemma.block_count", 1U)
            .Add("gemma.feed_forward_length", 64U)
            .Add("gemma.attention.head_count", 2U)
            .Add("gemma.attention.head_count_kv", 2U)
            .Add("gemma.attention.key_length", 16U)
            .Add("gemma.attention.value_length", 16U)
            .Add("gemma.attention.layer_norm_rms_epsilon", 1e-5f);
        model.AddTokenizer(writer);
        model.AddTensors(writer);
        return writer.ToArray();
    }
}
