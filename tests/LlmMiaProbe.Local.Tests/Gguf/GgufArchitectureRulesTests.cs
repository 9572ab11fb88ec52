using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Gguf;

/// <summary>Conditions that were found by letting the native library abort on them.</summary>
public sealed class GgufArchitectureRulesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llama", "rope.dimension_count", 8U, "is 8 for heads of 16")]
    [InlineData("llama", "rope.dimension_count", 0U, "even number")]
    [InlineData("llama", "attention.value_length", 8U, "is 8 for keys of 16")]
    [InlineData("gptneox", "rope.dimension_count", 18U, "is 18 for heads of 16")]
    [InlineData("gemma3", "attention.key_length_swa", 8U, "is 16 for heads of 8")]
    [InlineData("smallthinker", "expert_used_count", 0U, "'smallthinker.expert_count' is missing or 0")]
    [InlineData("qwen35", "full_attention_interval", 0U, "is missing")]
    [InlineData("minimax-01", "full_attention_interval", 0U, "is 0")]
    [InlineData("qwen3vl", "rope.dimension_sections", 0U, "is 0, 0, 0, 0 for heads of 16")]
    [InlineData("qwen3vl", "rope.dimension_sections", 5U, "is 5, 5, 5, 5 for heads of 16")]
    [InlineData("nanbeige", "num_loops", 257U, "is 257 for 2 blocks")]
    [InlineData("minicpm3", "attention.head_count_kv", 1U, "differs from the number of heads")]
    [InlineData("deepseek2", "attention.key_length_mla", 16U, "leaves nothing of a head unrotated")]
    [InlineData("qwen3moe", "expert_gating_func", 5U, "is 5 where 1 to 4 is expected")]
    [InlineData("minimax-m3", "leading_dense_block_count", 3U, "is 3 for 2 blocks")]
    [InlineData("grovemoe", "expert_used_count", 0U, "'grovemoe.expert_count' is missing or 0")]
    [InlineData("hrm_text", "hrm.layers_per_stack", 1U, "with 0 and 0 cycles for 2 blocks")]
    public void A_number_that_makes_the_native_code_abort_is_refused(string architecture, string name, uint value, string expected) =>
        Assert.Contains(expected, Refusal(architecture, writer => writer.Add($"{architecture}.{name}", value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("gptneox", "rope.dimension_count", 8U)]
    [InlineData("gpt2", "attention.head_count_kv", 2U)]
    [InlineData("smallthinker", "expert_count", 4U)]
    [InlineData("qwen3vl", "rope.dimension_sections", 4U)]
    [InlineData("nanbeige", "num_loops", 256U)]
    [InlineData("deepseek2", "attention.key_length_mla", 18U)]
    public void Its_allowed_neighbour_is_accepted(string architecture, string name, uint value)
    {
        GgufHyperparameters parameters = Read(architecture, writer =>
        {
            writer.Add($"{architecture}.{name}", value);
            if (name == "expert_count")
            {
                writer.Add($"{architecture}.expert_used_count", 2U);
            }
        });

        Assert.Equal((2, 32, 64), (parameters.BlockCount, parameters.EmbeddingLength, parameters.ContextLength));
    }

    [Fact]
    public void A_pattern_that_is_empty_is_refused()
    {
        Assert.Contains("is empty", Refusal("mimo2", writer => writer.Add("mimo2.attention.sliding_window_pattern", Array.Empty<bool>())), StringComparison.Ordinal);
        Assert.Contains("is empty", Refusal("mimo2", writer => writer.Add("mimo2.attention.sliding_window_pattern", new[] { false, false })), StringComparison.Ordinal);
        Assert.Equal(2, Read("mimo2", writer => writer.Add("mimo2.attention.sliding_window_pattern", new[] { false, true })).BlockCount);
    }

    [Fact]
    public void Heads_may_differ_from_block_to_block()
    {
        Assert.Equal([2U, 4U], Read("openelm", _ => { }, heads: [2, 4]).Heads);
        Assert.Contains("does not divide evenly", Refusal("openelm", writer => writer.Add("openelm.attention.head_count_kv", new List<uint> { 2, 3 }), heads: [2, 4]), StringComparison.Ordinal);
    }

    private string Refusal(string architecture, Action<GgufWriter> add, List<uint>? heads = null) =>
        Assert.Throws<ModelException>(() => Read(architecture, add, heads)).Message;

    private GgufHyperparameters Read(string architecture, Action<GgufWriter> add, List<uint>? heads = null)
    {
        GgufWriter writer = new GgufWriter()
            .Add($"{architecture}.context_length", 64U)
            .Add($"{architecture}.block_count", 2U)
            .Add($"{architecture}.embedding_length", 32U);
        _ = heads is null ? writer.Add($"{architecture}.attention.head_count", 2U) : writer.Add($"{architecture}.attention.head_count", heads);
        add(writer);
        GgufArchitectureKind kind = GgufArchitectures.Find(architecture) ?? throw new ArgumentOutOfRangeException(nameof(architecture));
        return GgufHyperparameters.Read(GgufFile.Open(_folder.Write("a.gguf", writer.ToArray())), architecture, kind);
    }
}
