using LlmMiaProbe.Models;

namespace LlmMiaProbe.Storage.Tests.Tables;

public sealed class VocabularyTableTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public void Pieces_of_any_bytes_come_back_in_order()
    {
        byte[][] pieces = [[], [0], [255, 254], [.. Enumerable.Range(0, 300).Select(i => (byte)i)], [226, 128]];
        using var store = _folder.Open();
        store.AddVocabulary("bpe 1", new Vocabulary(pieces));
        Assert.Equal(pieces, store.FindVocabulary("bpe 1")?.Pieces);
    }

    [Fact]
    public void The_first_vocabulary_of_a_tokenizer_stays_and_others_are_not_known()
    {
        using var store = _folder.Open();
        store.AddVocabulary("bpe 1", new Vocabulary([[1]]));
        store.AddVocabulary("bpe 1", new Vocabulary([[2]]));
        Assert.Equal([[1]], store.FindVocabulary("bpe 1")?.Pieces);
        Assert.Null(store.FindVocabulary("bpe 2"));
    }

    public void Dispose() => _folder.Dispose();
}
