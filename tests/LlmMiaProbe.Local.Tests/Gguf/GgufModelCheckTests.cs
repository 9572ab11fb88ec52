using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Gguf;

public sealed class GgufModelCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bert", "is an embedding model: it predicts no next token, so there is nothing to score")]
    [InlineData("nomic-bert", "is an embedding model")]
    [InlineData("jina-bert-v2", "is an embedding model")]
    [InlineData("modern-bert", "is an embedding model")]
    [InlineData("gemma-embedding", "is an embedding model")]
    [InlineData("t5encoder", "is an embedding model")]
    [InlineData("t5", "is an encoder-decoder model")]
    [InlineData("llada", "is a diffusion language model")]
    [InlineData("dream", "is a diffusion language model")]
    [InlineData("wavtokenizer-dec", "is a speech model")]
    [InlineData("eagle3", "is a draft model")]
    [InlineData("clip", "is the vision or audio part of a model")]
    [InlineData("controlvector", "is a control vector")]
    [InlineData("foo", "has the architecture 'foo', which this llama.cpp (v0.5.0) does not know: use a model converted for it or a newer mia-probe")]
    public void Models_that_predict_no_next_token_say_what_they_are(string architecture, string expected)
    {
        GgufWriter writer = new GgufWriter().Add("general.architecture", architecture).AddTensor("t", 0, [1], new byte[4]);

        Assert.StartsWith("m.gguf " + expected, Refusal(writer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("adapter", "is a LoRA adapter, not a model")]
    [InlineData("imatrix", "is an importance matrix")]
    [InlineData("mmproj", "is the vision or audio part of a model")]
    [InlineData("vocab", "holds a vocabulary only")]
    public void Files_that_accompany_models_say_what_they_are(string type, string expected)
    {
        GgufWriter writer = new RandomLlamaModel().ToWriter().Add("general.type", type);

        Assert.StartsWith("m.gguf " + expected, Refusal(writer), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_weights_is_a_vocabulary()
    {
        RandomLlamaModel model = new();

        Assert.Contains("holds a vocabulary only", Refusal(model.AddTokenizer(model.AddParameters(new GgufWriter()))), StringComparison.Ordinal);
        Assert.Contains("holds no weights", Refusal(model.AddParameters(new GgufWriter())), StringComparison.Ordinal);
    }

    [Fact]
    public void Attention_to_later_tokens_and_pooling_rule_a_decoder_out()
    {
        Assert.Contains("attends to later tokens", Refusal(new RandomLlamaModel().ToWriter().Add("llama.attention.causal", false)), StringComparison.Ordinal);
        Assert.Contains("is an embedding model", Refusal(new RandomLlamaModel().ToWriter().Add("llama.attention.causal", false).Add("llama.pooling_type", 1U)), StringComparison.Ordinal);
        Assert.Contains("is a reranking model", Refusal(new RandomLlamaModel().ToWriter().Add("llama.pooling_type", 4U)), StringComparison.Ordinal);
        Assert.Equal("llama", Summary(new RandomLlamaModel().ToWriter().Add("llama.attention.causal", true).Add("llama.pooling_type", 0U)).Architecture);
    }

    [Theory]
    [InlineData("general.architecture")]
    [InlineData("llama.context_length")]
    [InlineData("llama.embedding_length")]
    [InlineData("llama.block_count")]
    [InlineData("tokenizer.ggml.model")]
    [InlineData("tokenizer.ggml.tokens")]
    [InlineData("tokenizer.ggml.merges")]
    public void A_missing_key_is_named(string key) =>
        Assert.Contains($"lacks the key '{key}'", Refusal(GgufMutation.Without(key)), StringComparison.Ordinal);

    [Theory]
    [InlineData("llama.block_count", 0U, "1 to 512 is expected")]
    [InlineData("llama.block_count", 513U, "1 to 512 is expected")]
    [InlineData("llama.context_length", 0U, "'llama.context_length' is 0")]
    [InlineData("llama.context_length", 1U, "is 1, and a token is predicted by another one before it")]
    [InlineData("llama.attention.head_count", 0U, "is missing or 0")]
    [InlineData("llama.attention.head_count", 3U, "does not divide evenly")]
    [InlineData("llama.expert_count", 1_025U, "at most 1024")]
    [InlineData("llama.expert_count", 4U, "is 0 of 4 experts")]
    [InlineData("llama.expert_used_count", 1U, "is 1 of 0 experts")]
    [InlineData("llama.expert_group_count", 1U, "'llama.expert_group_count' is 1")]
    [InlineData("llama.nextn_predict_layers", 1U, "is 1 of 1 blocks")]
    [InlineData("llama.rope.dimension_count", 15U, "even number")]
    public void Numbers_on_which_the_native_loader_aborts_are_refused(string key, uint value, string expected) =>
        Assert.Contains(expected, Refusal(GgufMutation.With(key, writer => writer.Add(key, value))), StringComparison.Ordinal);

    [Fact]
    public void Other_values_on_which_the_native_code_aborts_are_refused()
    {
        Assert.Contains("none, linear, yarn or longrope", Refusal(GgufMutation.With("llama.rope.scaling.type", writer => writer.Add("llama.rope.scaling.type", "su"))), StringComparison.Ordinal);
        Assert.Contains("a number from 0 on", Refusal(GgufMutation.With("llama.attention.layer_norm_rms_epsilon", writer => writer.Add("llama.attention.layer_norm_rms_epsilon", float.NaN))), StringComparison.Ordinal);
        Assert.Contains("where 1 uint32 are expected", Refusal(GgufMutation.With("llama.attention.head_count", writer => writer.Add("llama.attention.head_count", new List<uint> { 2, 2 }))), StringComparison.Ordinal);
        Assert.Contains("needs 32 to map them", Refusal(GgufMutation.With("nothing", _ => { }, alignment: 16)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("output_norm.weight", 1, "only as F32")]
    [InlineData("blk.0.attn_q.weight", 26, "cannot multiply")]
    [InlineData("token_embd.weight", 28, "cannot multiply")]
    public void Storage_types_without_arithmetic_are_refused(string tensor, int type, string expected) =>
        Assert.Contains(expected, Refusal(GgufMutation.Retyped(tensor, type)), StringComparison.Ordinal);

    [Fact]
    public void The_embedding_matrix_must_be_there_and_fit_the_vocabulary()
    {
        Assert.Contains("lacks the tensor token_embd.weight", Refusal(GgufMutation.WithoutTensor("token_embd.weight")), StringComparison.Ordinal);

        RandomLlamaModel larger = new() { VocabularySize = 301 };
        GgufWriter writer = larger.AddTokenizer(larger.AddParameters(new GgufWriter()));
        new RandomLlamaModel().AddTensors(writer);
        Assert.Contains("has the shape 32 x 300 where 32 x 301 is expected", Refusal(writer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15U, "Q4_K_M")]
    [InlineData(7U, "Q8_0")]
    [InlineData(32U, "BF16")]
    [InlineData(9_999U, "F16")]
    public void The_quantisation_is_the_stated_one_or_the_commonest_storage_type(uint fileType, string expected) =>
        Assert.Equal(expected, Summary(GgufMutation.With("general.file_type", writer => writer.Add("general.file_type", fileType))).Quantization);

    [Fact]
    public void Known_architectures_are_those_of_the_pinned_release()
    {
        Assert.Equal(151, GgufArchitectures.Known.Count);
        Assert.Equal(GgufArchitectureKind.Recurrent, GgufArchitectures.Find("mamba"));
        Assert.Equal(GgufArchitectureKind.Hybrid, GgufArchitectures.Find("jamba"));
        Assert.Equal(GgufArchitectureKind.Decoder, GgufArchitectures.Find("gpt-oss"));
        Assert.Null(GgufArchitectures.Find("Llama"));
    }

    private GgufSummary Summary(GgufWriter writer) => GgufModel.Open(_folder.Write("m.gguf", writer.ToArray())).RequireScorable(GgufRelease.Newest);

    private string Refusal(GgufWriter writer)
    {
        string message = Assert.Throws<ModelException>(() => Summary(writer)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
