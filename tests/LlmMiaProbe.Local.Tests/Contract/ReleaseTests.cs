using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Contract;

/// <summary>What an engine says that it can load, held against its own natives.</summary>
[Collection(NativeCollection.Name)]
public sealed class ReleaseTests(NativeLibraryFixture native)
{
    private const string OfTheFuture = "of-the-future";
    private const string UnknownArchitecture = "unknown model architecture";

    [Fact]
    public void Its_architectures_are_those_that_the_natives_know()
    {
        Assert.True(RefusesArchitecture(OfTheFuture));
        Assert.Equal(native.Library.Release.LackedArchitectures.Order(StringComparer.Ordinal), GgufArchitectures.Known.Where(RefusesArchitecture));
    }

    [Fact]
    public void Its_pre_tokenizers_are_those_that_the_natives_know()
    {
        Assert.True(RefusesPreTokenizer(OfTheFuture));

        // This one ends the process with any vocabulary but its own.
        Assert.Equal(
            native.Library.Release.LackedPreTokenizers.Order(StringComparer.Ordinal),
            GgufTokenizerFamily.KnownPreTokenizers.Where(name => name != "whitespace").Order(StringComparer.Ordinal).Where(RefusesPreTokenizer));
    }

    [Fact]
    public void Its_storage_types_are_those_that_the_natives_know()
    {
        Assert.True(RefusesType(new GgufTensorType(4, "Q4_2, which was removed", 32, 20)));
        Assert.Equal(native.Library.Release.LackedTensorTypes.Order(StringComparer.Ordinal), GgufTensorType.All.Where(RefusesType).Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    private bool RefusesArchitecture(string name) => Refuses(new GgufWriter().Add("general.architecture", name), UnknownArchitecture);

    [Theory]
    [InlineData("llama")]
    [InlineData("t5")]
    [InlineData("rwkv")]
    [InlineData("plamo2")]
    [InlineData("gemma4")]
    [InlineData("gpt2")]
    [InlineData("hybriddna")]
    public void It_knows_every_kind_of_tokenizer_that_the_checks_let_through(string kind)
    {
        Assert.NotNull(GgufTokenizerFamily.Find(kind, "default"));
        Assert.False(RefusesTokenizer(kind, "default", "unknown tokenizer"));
        Assert.True(RefusesTokenizer(OfTheFuture, "default", "unknown tokenizer"));
    }

    private bool RefusesPreTokenizer(string name) => RefusesTokenizer("gpt2", name, "unknown pre-tokenizer");

    private bool RefusesTokenizer(string kind, string pre, string reason)
    {
        var vocabulary = new ByteLevelVocabulary(300);
        return Refuses(
            new RandomLlamaModel().AddParameters(new GgufWriter())
                .Add("tokenizer.ggml.model", kind)
                .Add("tokenizer.ggml.pre", pre)
                .Add("tokenizer.ggml.tokens", vocabulary.Tokens)
                .Add("tokenizer.ggml.token_type", vocabulary.TokenTypes)
                .Add("tokenizer.ggml.merges", vocabulary.Merges),
            reason);
    }

    // A file whose types are known gets as far as its architecture.
    private bool RefusesType(GgufTensorType type) => !Refuses(
        new GgufWriter().Add("general.architecture", OfTheFuture).AddTensor("a", type.Id, [type.BlockLength], new byte[type.BlockSize]), UnknownArchitecture);

    private bool Refuses(GgufWriter file, string reason)
    {
        using var folder = new TemporaryFolder();
        file.Save(folder["a.gguf"]);
        try
        {
            native.Load(folder["a.gguf"], vocabularyOnly: true).Dispose();
            return false;
        }
        catch (ModelException e)
        {
            return e.Message.Contains(reason, StringComparison.Ordinal);
        }
    }
}
