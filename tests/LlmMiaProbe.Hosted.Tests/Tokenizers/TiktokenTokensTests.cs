using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Hosted.Tokenizers;
using LlmMiaProbe.Models;
using Microsoft.ML.Tokenizers;

namespace LlmMiaProbe.Hosted.Tests.Tokenizers;

public sealed class TiktokenTokensTests
{
    private static readonly Dictionary<string, (TiktokenTokenizer Package, OrdinaryText Own)> s_cutters =
        TiktokenTextTokenizer.Encodings.Select(encoding => (encoding, package: TiktokenTokenizer.CreateForEncoding(encoding)))
            .ToDictionary(each => each.encoding, each => (each.package, new OrdinaryText(each.package, each.encoding)));

    // Opened once, since a vocabulary takes long to read.
    private static readonly (TiktokenTextTokenizer Counter, ITokenizer Tokens)[] s_opened =
        [.. TiktokenTextTokenizer.Encodings.Select(TiktokenTextTokenizer.ForEncoding).Select(counter => (counter, counter.OpenTokens()))];

    public static TheoryData<string> Encodings { get; } = [.. TiktokenTextTokenizer.Encodings];

    [Property]
    public Property Tokens_spell_every_text_byte_by_byte_and_are_as_many_as_are_counted() =>
        Prop.ForAll(ArbMap.Default.ArbFor<UnicodeString>(), drawn => Assert.All(s_opened, opened =>
        {
            // Halves of characters among them.
            var text = drawn.Get;
            var ids = opened.Tokens.Tokenize(text);
            Assert.Equal(opened.Counter.Count(text), ids.Length);
            Assert.Equal(Encoding.UTF8.GetBytes(text), ids.SelectMany(id => opened.Tokens.BytesOf(id).ToArray()));
        }));

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
    public void Pieces_of_hostile_text_are_cut_where_the_package_cuts_them(string encoding)
    {
        var (tokenizer, ordinary) = s_cutters[encoding];
        string[] hostile = ["I'll've 'S 12345 ... \r\n\r\n  x\t\ty  ", "naïve É\u0301tude ǅungla Ⅷ ½ 😀🦄 مرحبا お誕生日/\n/", new string(' ', 90), "A/B\r/\n", "\0\u0085\u2028x"];
        Assert.All(hostile, text => Assert.Equal(tokenizer.EncodeToIds(text), ordinary.Pieces(text)));
    }

    [Property]
    public Property Pieces_are_cut_where_the_package_cuts_them() =>
        Prop.ForAll(ArbMap.Default.ArbFor<UnicodeString>(), drawn => Assert.All(s_cutters.Values, cutters =>
            Assert.Equal(cutters.Package.EncodeToIds(Whole(drawn)), cutters.Own.Pieces(Whole(drawn)))));

    private static string Whole(UnicodeString drawn) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(drawn.Get));

    [Fact]
    public void An_id_beyond_the_vocabulary_spells_nothing()
    {
        using var tokens = TiktokenTextTokenizer.ForEncoding("cl100k_base").OpenTokens();
        Assert.Equal((0, 0, "<|endoftext|>"), (tokens.BytesOf(-1).Length, tokens.BytesOf(10_000_000).Length, tokens.Text([100_257])));
    }
}
