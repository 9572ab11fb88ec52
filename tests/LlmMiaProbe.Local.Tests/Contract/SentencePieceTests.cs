using System.Text;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Contract;

/// <summary>A vocabulary of SentencePiece puts a space before every text and falls back to bytes: windows must keep their place.</summary>
[Collection(NativeCollection.Name)]
public sealed class SentencePieceTests(NativeLibraryFixture native)
{
    private const string Text = "  the tea\r\nis hot 文字 é, the hen sits there and the tea is hot";

    private const int Normal = 1;
    private const int Unknown = 2;
    private const int Control = 3;
    private const int ByteToken = 6;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Windows_lie_where_their_tokens_are(bool addsSpace)
    {
        using var folder = new TemporaryFolder();
        var path = folder["sentence-piece.gguf"];
        Save(path, addsSpace);
        using var scorer = native.OpenFile(path, new LocalScorerOptions { WidenWeights = false });
        Assert.Equal((addsSpace ? " " : "") + Text, Encoding.UTF8.GetString([.. scorer.Tokenize(Text).SelectMany(token => scorer.BytesOf(token).ToArray())]));

        var windows = new WindowPlanner(scorer, new ExtractionSettings { PrefixTokens = 3, SuffixTokens = 4, StrideCharacters = 1 }).Plan(Text).ToList();
        Assert.True(windows.Count > 20);
        foreach (var window in windows)
        {
            var place = window.Place;
            byte[] bytes = [.. window.Suffix.SelectMany(token => scorer.BytesOf(token).ToArray())];
            // Broken characters at its ends are not in the suffix.
            var whole = Encoding.UTF8.GetString(bytes).Trim('\uFFFD');
            Assert.Equal(whole, Text[place.SuffixStart..place.SuffixEnd]);
        }
    }

    private static void Save(string path, bool addsSpace)
    {
        string[] pieces = ["▁", "t", "h", "e", "a", "i", "s", "o", "n", "r", "d", ",", "th", "he", "▁t", "the", "▁the", "ea", "is", "▁is", "hot"];
        List<string> tokens = ["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), .. pieces];
        var model = new RandomLlamaModel { VocabularySize = tokens.Count, FullPrecision = true };
        var writer = model.AddParameters(new GgufWriter())
            .Add("tokenizer.ggml.model", "llama")
            .Add("tokenizer.ggml.tokens", tokens)
            .Add("tokenizer.ggml.scores", tokens.Select((token, i) => token.Length > 1 && i >= 259 ? token.Length : -1f).ToArray())
            .Add("tokenizer.ggml.token_type", tokens.Select((_, i) => i == 0 ? Unknown : i < 3 ? Control : i < 259 ? ByteToken : Normal).ToArray())
            .Add("tokenizer.ggml.bos_token_id", 1U)
            .Add("tokenizer.ggml.eos_token_id", 2U)
            .Add("tokenizer.ggml.unknown_token_id", 0U)
            .Add("tokenizer.ggml.add_bos_token", true)
            .Add("tokenizer.ggml.add_space_prefix", addsSpace);
        model.AddTensors(writer);
        writer.Save(path);
    }
}
