using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LlmMiaProbe.Hosted.Tokenizers;
using Microsoft.ML.Tokenizers;

namespace LlmMiaProbe.Hosted.Tests.Tokenizers;

public sealed class TiktokenTokensTests
{
    public static TheoryData<string> Encodings { get; } = [.. TiktokenTextTokenizer.Encodings];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Tokens_spell_every_text_byte_by_byte_and_are_as_many_as_are_counted(string encoding)
    {
        var tokenizer = TiktokenTextTokenizer.ForEncoding(encoding);
        using var tokens = tokenizer.OpenTokens();
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<UnicodeString>(), drawn =>
        {
            // Halves of characters among them.
            var text = drawn.Get;
            var ids = tokens.Tokenize(text);
            byte[] bytes = [.. ids.SelectMany(id => tokens.BytesOf(id).ToArray())];
            return ids.Length == tokenizer.Count(text) && bytes.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text));
        }));
    }

    /// <summary>Ids of OpenAI's own tiktoken: "tiktoken is great!" in the Cookbook, "hello world" in its README.</summary>
    [Theory]
    [InlineData("cl100k_base", "tiktoken is great!", 83, 1609, 5963, 374, 2294, 0)]
    [InlineData("r50k_base", "hello world", 31373, 995)]
    public void Ids_are_those_of_tiktoken(string encoding, string text, params int[] ids)
    {
        using var tokens = TiktokenTextTokenizer.ForEncoding(encoding).OpenTokens();
        Assert.Equal(ids, tokens.Tokenize(text));
        Assert.Equal($"tiktoken {encoding}", tokens.Identity);
    }

    /// <summary>OpenAI's tiktoken, encode_ordinary: text that spells a special token is text.</summary>
    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_that_spells_a_special_token_is_text(string encoding)
    {
        const string text = "a <|endoftext|> b";
        var tokenizer = TiktokenTextTokenizer.ForEncoding(encoding);
        using var tokens = tokenizer.OpenTokens();
        Assert.All(tokens.Tokenize(text), id => Assert.NotEqual("<|endoftext|>", tokens.Text([id])));
        Assert.Equal(text, tokens.Text(tokens.Tokenize(text)));
        Assert.Equal(tokens.Tokenize(text).Length, tokenizer.Count(text));
        for (var count = 1; count < tokenizer.Count(text); count++)
        {
            Assert.Equal(tokens.Text(tokens.Tokenize(text).AsSpan(0, count)), tokenizer.CutAfter(text, count)?.Beginning);
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Pieces_are_cut_where_the_package_cuts_them(string encoding)
    {
        var tokenizer = TiktokenTokenizer.CreateForEncoding(encoding);
        var ordinary = new OrdinaryText(tokenizer, encoding);
        string[] hostile = ["I'll've 'S 12345 ... \r\n\r\n  x\t\ty  ", "naïve É\u0301tude ǅungla Ⅷ ½ 😀🦄 مرحبا お誕生日/\n/", new string(' ', 90), "A/B\r/\n", "\0\u0085\u2028x"];
        Assert.All(hostile, text => Assert.Equal(tokenizer.EncodeToIds(text), ordinary.Pieces(text)));
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<UnicodeString>(), drawn => Whole(drawn) is var text && tokenizer.EncodeToIds(text).SequenceEqual(ordinary.Pieces(text))));
    }

    private static string Whole(UnicodeString drawn) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(drawn.Get));

    [Fact]
    public void An_id_beyond_the_vocabulary_spells_nothing()
    {
        using var tokens = TiktokenTextTokenizer.ForEncoding("cl100k_base").OpenTokens();
        Assert.Equal((0, 0, "<|endoftext|>"), (tokens.BytesOf(-1).Length, tokens.BytesOf(10_000_000).Length, tokens.Text([100_257])));
    }
}
