using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Contract;

[Collection(NativeCollection.Name)]
public sealed class TokenizerTests(NativeLibraryFixture native)
{
    [Fact]
    public void Text_that_spells_a_special_token_is_text()
    {
        using var scorer = native.Open("base.gguf");
        using var model = native.Load(Gguf.LabFiles.PathOf("base.gguf"), vocabularyOnly: true);
        Assert.DoesNotContain(model.BosToken ?? -1, scorer.Prepare("<s> <|endoftext|> </s> <bos>").Tokens);
        Assert.True(scorer.Prepare("<s>").Tokens.Length > 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("naïve café 🦄 مرحبا\r\n\ttab")]
    public void Any_text_is_tokenised(string text)
    {
        using var scorer = native.Open("base.gguf");
        var prepared = scorer.Prepare(text);
        Assert.Equal(text.Length == 0, prepared.Tokens.Length == 0);
        Assert.Equal(prepared.Tokens.Length, prepared.InputTokens);
    }

    [Theory]
    [InlineData("The cat sat on the mat.")]
    [InlineData("naïve café 🦄 مرحبا\r\n\ttab")]
    public void What_the_tokens_spell_is_the_text(string text)
    {
        using var scorer = native.Open("base.gguf");
        var bytes = scorer.Prepare(text).Tokens.SelectMany(token => scorer.BytesOf(token).ToArray()).ToArray();
        Assert.Equal(text, System.Text.Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void A_tokenizer_alone_is_that_of_its_model_and_needs_no_weights()
    {
        const string Text = "naïve café 🦄 مرحبا\r\n\ttab";
        using var scorer = native.Open("base.gguf");
        using var tokenizer = LlamaModels.OpenTokenizer(native.Library, Gguf.LabFiles.PathOf("base.gguf"));
        Assert.Equal((scorer.Model.Tokenizer, Text), (tokenizer.Identity, ((ITokenSpelling)tokenizer).Text(tokenizer.Tokenize(Text))));
        Assert.Equal(scorer.Tokenize(Text), tokenizer.Tokenize(Text));

        using var folder = new TemporaryFolder();
        var model = new RandomLlamaModel();
        var (whole, vocabulary) = ($"{folder.Path}/whole.gguf", $"{folder.Path}/vocabulary.gguf");
        model.Save(whole);
        model.AddTokenizer(model.AddParameters(new GgufWriter())).Save(vocabulary);
        using var ofWhole = LlamaModels.OpenTokenizer(native.Library, whole);
        using var ofVocabulary = LlamaModels.OpenTokenizer(native.Library, vocabulary);
        Assert.Equal(ofWhole.Identity, ofVocabulary.Identity);
        Assert.Equal(ofWhole.Tokenize("abc"), ofVocabulary.Tokenize("abc"));
    }

    [Fact]
    public async Task Bos_follows_the_model_and_can_be_overridden()
    {
        using var auto = native.Open("base.gguf");
        using var never = native.Open("base.gguf", new LocalScorerOptions { Bos = BosPolicy.Never });
        Assert.True(auto.Model.AddsBos);
        var with = Assert.Single(await NativeLibraryFixture.ScoreAsync(auto, auto.Prepare("the cat sat")));
        var without = Assert.Single(await NativeLibraryFixture.ScoreAsync(never, never.Prepare("the cat sat")));
        Assert.Equal(with.Count - 1, without.Count);
        Assert.Null(with.UnscoredFirstToken);
        Assert.Equal(with.Tokens[0], without.UnscoredFirstToken);
    }

    /// <summary>llama.cpp would take token 11 for both of the tokens that the file does not name.</summary>
    [Fact]
    public void A_bos_that_the_file_does_not_name_is_never_put()
    {
        using var folder = new TemporaryFolder();
        var path = $"{folder.Path}/silent.gguf";
        new RandomLlamaModel { NamesSpecialTokens = false }.Save(path);
        Assert.All([BosPolicy.Auto, BosPolicy.Never], policy =>
        {
            using var scorer = native.OpenFile(path, new LocalScorerOptions { Bos = policy });
            Assert.Contains("BOS none", scorer.Policy, StringComparison.Ordinal);
            Assert.False(scorer.Model.AddsBos);
            Assert.Contains("names none", Assert.Single(scorer.Model.Doubts), StringComparison.Ordinal);
        });
        var refusal = Assert.Throws<ConfigurationException>(() => native.OpenFile(path, new LocalScorerOptions { Bos = BosPolicy.Always })).Message;
        Assert.Contains("--bos always was asked for, but silent.gguf has no BOS token (it has no 'tokenizer.ggml.bos_token_id' that is a token of its vocabulary)", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_token_without_bos_has_no_scored_token_and_an_empty_text_fails_with_a_reason()
    {
        using var never = native.Open("base.gguf", new LocalScorerOptions { Bos = BosPolicy.Never });
        var single = Assert.Single(await NativeLibraryFixture.ScoreAsync(never, never.Prepare("a")));
        Assert.Equal(0, single.Count);
        await foreach (var scored in never.ScoreAllAsync([never.Prepare("")], CancellationToken.None))
        {
            Assert.Null(scored.Scores);
            Assert.Contains("no token", scored.Failure, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_context_longer_than_the_model_and_a_gpu_that_is_not_there_are_refused()
    {
        Assert.Contains("512", Assert.Throws<ConfigurationException>(() => native.Open("base.gguf", new LocalScorerOptions { ContextLength = 4096 })).Message, StringComparison.Ordinal);
        Assert.Contains("--gpu-layers", Assert.Throws<ConfigurationException>(() => native.Open("base.gguf", new LocalScorerOptions { GpuLayers = 3 })).Message, StringComparison.Ordinal);
    }
}
