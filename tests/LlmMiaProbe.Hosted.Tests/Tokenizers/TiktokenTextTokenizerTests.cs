using LlmMiaProbe.Hosted.Tokenizers;

namespace LlmMiaProbe.Hosted.Tests.Tokenizers;

public sealed class TiktokenTextTokenizerTests
{
    /// <summary>Counts that OpenAI publishes for its own tiktoken ("How to count tokens with tiktoken", OpenAI Cookbook).</summary>
    [Theory]
    [InlineData("cl100k_base", "tiktoken is great!", 6)]
    [InlineData("cl100k_base", "antidisestablishmentarianism", 6)]
    [InlineData("o200k_base", "antidisestablishmentarianism", 6)]
    [InlineData("cl100k_base", "2 + 2 = 4", 7)]
    [InlineData("o200k_base", "2 + 2 = 4", 7)]
    [InlineData("cl100k_base", "お誕生日おめでとう", 9)]
    [InlineData("o200k_base", "お誕生日おめでとう", 8)]
    public void Counts_are_those_of_tiktoken(string encoding, string text, int tokens) =>
        Assert.Equal(tokens, TiktokenTextTokenizer.ForEncoding(encoding).Count(text));

    [Theory]
    [InlineData("The Time Traveller (for so it will be convenient to speak of him) was expounding a recondite matter to us.")]
    [InlineData("naïve café 😀🦄 مرحبا\r\n\ttab <|endoftext|> お誕生日おめでとう")]
    public void A_cut_keeps_the_text_and_the_number_of_tokens(string text)
    {
        var tokenizer = TiktokenTextTokenizer.ForEncoding("o200k_base");
        var all = tokenizer.Count(text);
        for (var tokens = 1; tokens < all; tokens++)
        {
            if (tokenizer.CutAfter(text, tokens) is { } cut)
            {
                Assert.Equal(text, cut.Beginning + cut.Rest);
                Assert.False(char.IsHighSurrogate(cut.Beginning[^1]));
                Assert.InRange(tokenizer.Count(cut.Beginning), 1, tokens);
            }
        }

        Assert.Null(tokenizer.CutAfter(text, all));
    }

    /// <summary>The same source gives the tokens of this text: "t", "ik", "token", " is", " great", "!".</summary>
    [Fact]
    public void A_share_is_one_of_tokens()
    {
        var tokenizer = TiktokenTextTokenizer.ForEncoding("cl100k_base");
        Assert.Equal(("tiktoken is", " great!"), tokenizer.Cut("tiktoken is great!", 0.7) is { } cut ? (cut.Beginning, cut.Rest) : default);
        Assert.Null(tokenizer.Cut("tiktoken is great!", 0.1));
        Assert.Null(tokenizer.Cut("", 0.5));
    }

    [Theory]
    [InlineData("gpt-4o-mini", "o200k_base")]
    [InlineData("openai/gpt-4o-2024-08-06", "o200k_base")]
    [InlineData("gpt-4-0613", "cl100k_base")]
    public void It_names_the_vocabulary(string model, string encoding)
    {
        Assert.Equal($"tokens counted with {encoding} (Microsoft.ML.Tokenizers {TiktokenTextTokenizer.Version})", TiktokenTextTokenizer.ForModel(model)?.Description);
        Assert.Equal(TiktokenTextTokenizer.ForEncoding(encoding).Description, TiktokenTextTokenizer.ForModel(model)?.Description);
    }

    [Fact]
    public void A_model_says_its_family_and_an_unknown_one_has_none()
    {
        Assert.Equal(8, TiktokenTextTokenizer.ForModel("gpt-4o-mini")?.Count("お誕生日おめでとう"));
        Assert.Equal(9, TiktokenTextTokenizer.ForModel("gpt-4")?.Count("お誕生日おめでとう"));
        Assert.Null(TiktokenTextTokenizer.ForModel("llama-3-70b"));
        Assert.Throws<ConfigurationException>(() => TiktokenTextTokenizer.ForEncoding("no_such_base"));
    }
}
