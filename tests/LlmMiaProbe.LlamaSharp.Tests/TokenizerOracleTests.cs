using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Local.Tests.Contract;
using LlmMiaProbe.Local.Tests.Gguf;
using Microsoft.ML.Tokenizers;

namespace LlmMiaProbe.LlamaSharp.Tests;

/// <summary>
/// Microsoft.ML.Tokenizers, which shares no line with llama.cpp, on the lab model's own vocabulary and merges: the engine's
/// tokens are the same.
/// </summary>
[Collection(NativeCollection.Name)]
public sealed partial class TokenizerOracleTests : IDisposable
{
    private readonly LlmMiaProbe.Local.LlamaTokenizer _engine;
    private readonly BpeTokenizer _oracle;

    public TokenizerOracleTests(NativeLibraryFixture native)
    {
        _engine = LlamaModels.OpenTokenizer(native.Library, LabFiles.Base);
        var metadata = GgufModel.Open(LabFiles.Base).Metadata;
        Assert.Equal(("gpt2", "gpt-2"), (metadata.Text("tokenizer.ggml.model"), metadata.Text("tokenizer.ggml.pre")));
        _oracle = BpeTokenizer.Create(new BpeOptions(Strings(metadata, "tokenizer.ggml.tokens").Select((token, id) => KeyValuePair.Create(token, id)))
        {
            Merges = Strings(metadata, "tokenizer.ggml.merges"),
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(Gpt2(), specialTokens: null),
        });
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void All_passages_of_the_lab_have_the_same_tokens()
    {
        var passages = File.ReadLines(LabFiles.PathOf("passages.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString() ?? "").ToList();
        Assert.Equal(800, passages.Count);
        Assert.All(passages, AssertSame);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("👩‍👩‍👧‍👦 🏳️‍🌈 🦄🦄 ☺︎ 🇪🇺")]
    [InlineData("e\u0301 o\u0308\u0323 \u0301alone n\u0303n\u0303 Z̷͚a̴l̶g̵o̸")]
    [InlineData("\u0001\u0002\u001f\u007f\u0080\u009f bell\u0007 escape\u001b[0m")]
    [InlineData("a\0b\0\0c")]
    [InlineData("lone\rreturn\r\r and\r\nboth\n\r")]
    [InlineData("мир world 世界 κόσμος عالم שלום दुनिया 한국어 ไทย")]
    [InlineData("１２３ ½ Ⅷ ²³ ٣٤ 12345678901234567890")]
    [InlineData("no\u00a0break\u2003em\u3000ideographic\u2028line\u2029paragraph\u0085next\u200bzero\ufeffmark")]
    [InlineData("I'll they've 'tis it's IT'S don't 'd 'm o'clock ''s")]
    [InlineData("<s> </s> <|endoftext|> <bos> [INST] <unk>")]
    [InlineData("\t\t tabs \t and  spaces   \n   \n\n  end  ")]
    [InlineData("!!!???...---___***(((]]]{{{}}}@#$%^&*~`|\\/")]
    [InlineData("\uFFFD\uFFFE\uFFFF \U0010FFFF \U000E0001")]
    public void Hostile_texts_have_the_same_tokens(string text) => AssertSame(text);

    [Fact]
    public void Long_runs_have_the_same_tokens()
    {
        foreach (var length in new[] { 2, 3, 7, 64, 255, 4096 })
        {
            AssertSame(new string(' ', length));
            AssertSame($"a{new string(' ', length)}b");
            AssertSame(new string('\n', length) + "x");
            AssertSame(new string('a', length));
            AssertSame(string.Concat(Enumerable.Repeat("😀", length)));
        }
    }

    [Property(MaxTest = 2_000)]
    public Property Texts_of_any_characters_have_the_same_tokens() =>
        Prop.ForAll(Texts().ToArbitrary(), text => _oracle.EncodeToIds(text).SequenceEqual(_engine.Tokenize(text)));

    // Whole characters only, of which each part of the code space has its share. Those that no version of Unicode had assigned
    // when llama.cpp's tables were made are left out: what is a letter is a matter of the version.
    private static Gen<string> Texts() => Gen.Frequency(
            (4, Gen.Choose(0x20, 0x7E)),
            (2, Gen.Elements(' ', ' ', '\n', '\r', '\t', '\'').Select(c => (int)c)),
            (1, Gen.Choose(0, 0x24F)),
            (1, Gen.Choose(0x300, 0x36F)),
            (1, Gen.Choose(0x391, 0x4FF)),
            (1, Gen.Choose(0x4E00, 0x9FA5)),
            (1, Gen.Choose(0x1F300, 0x1F5FF)))
        .Where(code => Rune.IsValid(code) && Rune.GetUnicodeCategory(new Rune(code)) != System.Globalization.UnicodeCategory.OtherNotAssigned)
        .ListOf()
        .Select(codes => string.Concat(codes.Select(code => new Rune(code).ToString())));

    private void AssertSame(string text)
    {
        var ids = _engine.Tokenize(text);
        Assert.Equal(_oracle.EncodeToIds(text), ids);
        byte[] bytes = [.. ids.SelectMany(id => _engine.BytesOf(id).ToArray())];
        Assert.Equal(Encoding.UTF8.GetBytes(text), bytes);
    }

    private static List<string> Strings(GgufMetadata metadata, string key)
    {
        var array = metadata.Array(key) ?? throw new InvalidOperationException($"{key} is missing");
        using var reader = new BinaryReader(File.OpenRead(LabFiles.Base));
        reader.BaseStream.Position = array.Position;
        return [.. Enumerable.Range(0, (int)array.Count).Select(_ => Encoding.UTF8.GetString(reader.ReadBytes((int)reader.ReadUInt64())))];
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Gpt2();
}
