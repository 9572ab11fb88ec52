using MathNet.Numerics.Random;

namespace LlmMiaProbe.Testing.Gguf;

/// <summary>Small models with something wrong in their headers, as a damaged or a hostile file has it.</summary>
public static class DamagedModel
{
    private static readonly ulong[] s_hostile = [0, 1, 2, 3, 7, 255, 256, 65_535, 1UL << 20, uint.MaxValue, 1UL << 31, 1UL << 40, long.MaxValue, ulong.MaxValue];
    private static readonly string[] s_numbers =
    [
        "context_length", "embedding_length", "block_count", "feed_forward_length", "attention.head_count", "attention.head_count_kv", "rope.dimension_count",
        "vocab_size", "expert_count", "expert_used_count", "attention.key_length", "attention.value_length", "attention.sliding_window", "ssm.conv_kernel",
        "ssm.inner_size", "ssm.state_size", "ssm.time_step_rank", "ssm.group_count", "rope.scaling.original_context_length", "leading_dense_block_count",
        "expert_feed_forward_length", "attention.q_lora_rank", "attention.kv_lora_rank", "pooling_type", "full_attention_interval", "nextn_predict_layers",
    ];

    /// <summary>In turn: bytes of the header overwritten, a number of the header overwritten, and another architecture with hostile numbers.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="seed">Of everything random.</param>
    /// <param name="turn">What is damaged.</param>
    /// <param name="architectures">Names to choose from.</param>
    /// <returns>What was done to it.</returns>
    public static string Write(string path, int seed, int turn, IReadOnlyList<string> architectures)
    {
        var random = new SystemRandomSource(seed);
        var model = new RandomLlamaModel { VocabularySize = 300, Width = 32, Heads = 2, Layers = 2, Seed = random.Next() };
        if (turn % 3 == 2)
        {
            var architecture = architectures[random.Next(architectures.Count)];
            var numbers = Enumerable.Range(0, random.Next(1, 4)).Select(_ => s_numbers[random.Next(s_numbers.Length)]).Distinct()
                .ToDictionary(key => key, _ => (uint)s_hostile[random.Next(s_hostile.Length)]);
            (model with { Architecture = architecture, Numbers = numbers }).Save(path);
            return $"{architecture}: {string.Join(", ", numbers.Select(number => $"{number.Key} = {number.Value}"))}";
        }

        var content = model.ToArray();
        var header = content.Length / 4;
        if (turn % 3 == 1)
        {
            var (at, value) = (random.Next(8, header), s_hostile[random.Next(s_hostile.Length)]);
            BitConverter.TryWriteBytes(content.AsSpan(at), value);
            File.WriteAllBytes(path, content);
            return $"{value} at {at}";
        }

        var count = random.Next(1, 4);
        for (var i = 0; i < count; i++)
        {
            content[random.Next(8, header)] = (byte)random.Next(256);
        }

        File.WriteAllBytes(path, content);
        return $"{count} bytes";
    }
}
