using System.Text;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Gguf;

public sealed class GgufTokenizerReaderTests : IDisposable
{
    private const string Prefix = "tokenizer.ggml.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gpt-2", false)]
    [InlineData("llama-bpe", true)]
    [InlineData("tekken", true)]
    [InlineData("chameleon", true)]
    [InlineData("qwen2", false)]
    [InlineData("gemma4", true)]
    public void Without_a_setting_the_pre_tokenizer_decides_about_bos(string preTokenizer, bool expected)
    {
        GgufWriter writer = Bpe().Add(Prefix + "pre", preTokenizer).Add(Prefix + "bos_token_id", 5U);

        Assert.Equal((expected, 5), (Read(writer).AddsBos, Read(writer).BosId ?? -1));
    }

    [Theory]
    [InlineData("llama-bpe", false, false)]
    [InlineData("gpt-2", true, true)]
    [InlineData("gemma4", false, true)]
    public void A_setting_wins_except_where_the_release_overrides_it(string preTokenizer, bool setting, bool expected) =>
        Assert.Equal(expected, Read(Bpe().Add(Prefix + "pre", preTokenizer).Add(Prefix + "bos_token_id", 5U).Add(Prefix + "add_bos_token", setting)).AddsBos);

    [Fact]
    public void Sentencepiece_adds_bos_and_has_the_first_token_as_default_if_it_is_a_control_token()
    {
        int[] types = [2, 3, 3, .. Enumerable.Repeat(6, 253)];
        GgufTokenizer tokenizer = Read(SentencePiece(ByteTokens()).Add(Prefix + "token_type", types));

        Assert.Equal((true, 1, 2), (tokenizer.AddsBos, tokenizer.BosId ?? -1, tokenizer.EosId ?? -1));
        Assert.Equal(["<0x01>", "<0x02>"], tokenizer.SpecialTokens);
        Assert.StartsWith("llama/default sha256:", tokenizer.Identity, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bos_id_outside_the_vocabulary_is_none()
    {
        Assert.Null(Read(Bpe().Add(Prefix + "bos_token_id", 300U)).BosId);
        Assert.Equal(299, Read(Bpe().Add(Prefix + "bos_token_id", 299U)).BosId);
        Assert.Null(Read(Bpe().Add(Prefix + "pre", "glm4")).BosId);
    }

    /// <summary>llama.cpp has 11 as its default for both, which is a comma in Qwen2.</summary>
    [Fact]
    public void A_file_that_names_neither_has_neither_bos_nor_eos()
    {
        GgufTokenizer silent = Read(Bpe().Add(Prefix + "pre", "gpt-2"));
        Assert.Equal((false, null, null, 11), (silent.AddsBos, silent.BosId, silent.EosId, silent.MistakenEosId));
        Assert.Empty(silent.Doubts);

        GgufTokenizer asking = Read(Bpe().Add(Prefix + "pre", "gpt-2").Add(Prefix + "add_bos_token", true));
        Assert.Equal((false, null), (asking.AddsBos, asking.BosId));
        Assert.Contains("lacks 'tokenizer.ggml.bos_token_id'), which is impossible", Assert.Single(asking.Doubts), StringComparison.Ordinal);
        Assert.Contains("impossible", Assert.Single(Read(Bpe().Add(Prefix + "pre", "llama-bpe")).Doubts), StringComparison.Ordinal);

        GgufTokenizer named = Read(Bpe().Add(Prefix + "pre", "gpt-2").Add(Prefix + "bos_token_id", 11U).Add(Prefix + "eos_token_id", 11U));
        Assert.Equal((11, 11, null), (named.BosId, named.EosId, named.MistakenEosId));
        int[] types = Enumerable.Repeat(1, 300).ToArray();
        types[11] = 3;
        Assert.Equal(11, Read(Bpe().Add(Prefix + "pre", "gpt-2").Add(Prefix + "token_type", types)).BosId);
    }

    [Fact]
    public void A_missing_pre_tokenizer_is_said_of_byte_pair_tokenizers_only()
    {
        Assert.Contains("names no pre-tokenizer", Assert.Single(Read(Bpe()).Doubts), StringComparison.Ordinal);
        Assert.Contains("names no pre-tokenizer", Assert.Single(Read(Bpe().Add(Prefix + "pre", "")).Doubts), StringComparison.Ordinal);
        Assert.Empty(Read(Bpe().Add(Prefix + "pre", "default")).Doubts);
        int[] types = [2, 3, 3, .. Enumerable.Repeat(6, 253)];
        Assert.Empty(Read(SentencePiece(ByteTokens()).Add(Prefix + "token_type", types)).Doubts);
    }

    [Fact]
    public void Adding_a_token_that_does_not_exist_is_refused_before_the_native_tokenizer_aborts_on_it()
    {
        Assert.Contains("does not say which", Refusal(Bpe().Add(Prefix + "pre", "glm4").Add(Prefix + "add_bos_token", true)), StringComparison.Ordinal);
        Assert.Contains("adds an EOS token", Refusal(Bpe(["a", "b"], []).Add(Prefix + "add_eos_token", true)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_identity_ignores_what_does_not_change_the_split()
    {
        string plain = Read(Bpe().Add(Prefix + "bos_token_id", 5U)).Identity;

        Assert.Equal(plain, Read(Bpe().Add(Prefix + "bos_token_id", 5U).Add(Prefix + "add_bos_token", true)).Identity);
        Assert.Equal(plain, Read(Bpe().Add(Prefix + "bos_token_id", 5U).Add(Prefix + "padding_token_id", 7U)).Identity);
        Assert.Equal(plain, Read(Bpe().Add(Prefix + "bos_token_id", 5U).Add(Prefix + "eos_token_id", 8U)).Identity);
        Assert.Equal(plain, Read(Bpe().Add(Prefix + "bos_token_id", 5U).Add(Prefix + "pre", "default")).Identity);
        Assert.Equal(plain, Read(Bpe().Add(Prefix + "bos_token_id", 5U).Add("general.name", "another")).Identity);
        Assert.Equal(plain, Read(Bpe().Add(Prefix + "bos_token_id", 5U).Add(Prefix + "scores", new float[300])).Identity);
    }

    [Fact]
    public void The_identity_changes_with_everything_that_changes_the_split()
    {
        ByteLevelVocabulary vocabulary = new(300);
        List<string> tokens = [.. vocabulary.Tokens];
        (tokens[3], tokens[4]) = (tokens[4], tokens[3]);
        string[] identities =
        [
            Read(Bpe()).Identity,
            Read(Bpe(tokens, vocabulary.Merges)).Identity,
            Read(Bpe(vocabulary.Tokens, [.. vocabulary.Merges.Reverse()])).Identity,
            Read(Bpe().Add(Prefix + "pre", "qwen2")).Identity,
            Read(Bpe().Add(Prefix + "token_type", new int[300])).Identity,
            Read(Bpe().Add(Prefix + "add_space_prefix", true)).Identity,
            Read(Bpe().Add(Prefix + "bos_token_id", 5U)).Identity,
            Read(Bpe().Add(Prefix + "add_eos_token", true)).Identity,
            Read(SentencePiece(ByteTokens())).Identity,
            Read(SentencePiece(ByteTokens()).Add(Prefix + "scores", new float[256])).Identity,
        ];

        Assert.Equal(identities.Length, identities.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("again", "again")]
    [InlineData("again", "again\0behind")]
    [InlineData("[EMPTY_1]", "")]
    public void Two_tokens_that_read_alike_natively_are_refused(string first, string second) =>
        Assert.Contains("occurs twice in the vocabulary", Refusal(Bpe([first, second], [])), StringComparison.Ordinal);

    [Fact]
    public void A_tokenizer_that_falls_back_to_bytes_needs_all_of_them()
    {
        List<string> tokens = [.. ByteTokens()];
        tokens[0x41] = "A";
        Assert.Equal(256, Read(SentencePiece(tokens)).Size);

        tokens[0xC3] = "x";
        Assert.Contains("has no token for the byte 0xC3", Refusal(SentencePiece(tokens)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_of_rwkv_may_be_escaped_or_plain()
    {
        List<byte[]> tokens = [.. Enumerable.Range(0, 256).Select(Spelling)];
        Assert.StartsWith("rwkv/", Read(new GgufWriter().Add(Prefix + "model", "rwkv").Add(Prefix + "tokens", tokens)).Identity, StringComparison.Ordinal);

        tokens['\n'] = "newline"u8.ToArray();
        Assert.Contains("has no token for the byte 0x0A", Refusal(new GgufWriter().Add(Prefix + "model", "rwkv").Add(Prefix + "tokens", tokens)), StringComparison.Ordinal);

        static byte[] Spelling(int value) => value switch
        {
            '\n' => "\\n"u8.ToArray(),
            '\\' => "\\\\"u8.ToArray(),
            >= ' ' and <= '~' => [(byte)value],
            _ => Encoding.ASCII.GetBytes(FormattableString.Invariant($"\\x{value:x2}")),
        };
    }

    [Fact]
    public void Tokenizers_that_the_release_does_not_know_or_cannot_use_are_refused()
    {
        Assert.Contains("the tokenizer 'foo'", Refusal(new GgufWriter().Add(Prefix + "model", "foo")), StringComparison.Ordinal);
        Assert.Contains("the pre-tokenizer 'foo'", Refusal(Bpe().Add(Prefix + "pre", "foo")), StringComparison.Ordinal);
        Assert.Contains("does not go with", Refusal(Bpe().Add(Prefix + "pre", "whitespace")), StringComparison.Ordinal);
        Assert.Contains("has no vocabulary", Refusal(new GgufWriter().Add(Prefix + "model", "none")), StringComparison.Ordinal);
        Assert.Contains("WordPiece", Refusal(new GgufWriter().Add(Prefix + "model", "bert")), StringComparison.Ordinal);
        Assert.Contains("has 2 entries for 300 tokens", Refusal(Bpe().Add(Prefix + "token_type", new int[2])), StringComparison.Ordinal);
        Assert.Contains("is a list of uint32 where float32", Refusal(Bpe().Add(Prefix + "scores", new uint[300])), StringComparison.Ordinal);
    }

    private GgufTokenizer Read(GgufWriter writer) => GgufTokenizerReader.Read(GgufFile.Open(_folder.Write("t.gguf", writer.ToArray())), GgufRelease.Newest);

    private string Refusal(GgufWriter writer) => Assert.Throws<ModelException>(() => Read(writer)).Message;

    private static GgufWriter Bpe()
    {
        ByteLevelVocabulary vocabulary = new(300);
        return Bpe(vocabulary.Tokens, vocabulary.Merges);
    }

    private static GgufWriter Bpe(IReadOnlyList<string> tokens, IReadOnlyList<string> merges) =>
        new GgufWriter().Add(Prefix + "model", "gpt2").Add(Prefix + "tokens", tokens).Add(Prefix + "merges", merges);

    private static GgufWriter SentencePiece(IReadOnlyList<string> tokens) => new GgufWriter().Add(Prefix + "model", "llama").Add(Prefix + "tokens", tokens);

    private static List<string> ByteTokens() => [.. Enumerable.Range(0, 256).Select(value => FormattableString.Invariant($"<0x{value:X2}>"))];
}
