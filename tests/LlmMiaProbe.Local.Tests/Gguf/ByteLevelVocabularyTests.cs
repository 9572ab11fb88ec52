using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Gguf;

public sealed class ByteLevelVocabularyTests
{
    [Fact]
    public void Bytes_have_the_characters_of_gpt_2()
    {
        // From GPT-2's own vocabulary: space, newline, tab, delete, soft hyphen, no-break space.
        Assert.Equal("ĠĊĉġŃł", string.Concat(new[] { 0x20, 0x0A, 0x09, 0x7F, 0xAD, 0xA0 }.Select(ByteLevelVocabulary.Character)));
        Assert.Equal(256, Enumerable.Range(0, 256).Select(ByteLevelVocabulary.Character).Distinct().Count());
    }

    [Fact]
    public void The_byte_tokens_are_those_of_the_lab_model()
    {
        byte[] stored = GgufFile.Open(LabFiles.Base).ReadElements(GgufFile.Open(LabFiles.Base).Metadata.Array("tokenizer.ggml.tokens")!, "tokens", int.MaxValue);
        List<string> tokens = [];
        for (int position = 0; tokens.Count < 256;)
        {
            int length = (int)BitConverter.ToUInt64(stored, position);
            tokens.Add(System.Text.Encoding.UTF8.GetString(stored, position + 8, length));
            position += 8 + length;
        }

        Assert.Equal(tokens, new ByteLevelVocabulary(258).Tokens.Take(256));
    }

    [Theory]
    [InlineData(258)]
    [InlineData(300)]
    [InlineData(50_257)]
    public void Merges_build_every_longer_token_from_earlier_ones(int size)
    {
        ByteLevelVocabulary vocabulary = new(size);
        HashSet<string> known = new(vocabulary.Tokens.Take(256), StringComparer.Ordinal);

        Assert.Equal(size, vocabulary.Tokens.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(size - 258, vocabulary.Merges.Count);
        foreach ((string merge, string token) in vocabulary.Merges.Zip(vocabulary.Tokens.Skip(256)))
        {
            string[] parts = merge.Split(' ');
            Assert.Equal(token, parts[0] + parts[1]);
            Assert.Contains(parts[0], known);
            Assert.Contains(parts[1], known);
            known.Add(token);
        }
    }
}
