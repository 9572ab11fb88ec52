using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Storage.Tests.Tables;

public sealed class ShadowTableTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public void They_come_back_in_order_of_document_and_shadow_over_many_pages()
    {
        var store = _folder.Open();
        var (run, other) = (store.BeginRun(700), store.BeginRun(1));
        List<DocumentShadow> shadows = [.. from ordinal in Enumerable.Range(0, 700) from shadow in Enumerable.Range(1, 11) select new DocumentShadow(ordinal, shadow, (ordinal + shadow) % 3 == 0, shadow > 9 ? null : -ordinal / 7.0)];
        store.AddShadows(other, [new DocumentShadow(0, 1, true, -0.1)]);
        store.AddShadows(run, [.. shadows.AsEnumerable().Reverse()]);
        Assert.Equal(shadows, store.ReadShadows(run));
        Assert.Equal([new DocumentShadow(0, 1, true, -0.1)], store.ReadShadows(other));
    }

    [Fact]
    public void They_are_forgotten_with_the_documents()
    {
        var store = _folder.Open();
        var run = store.BeginRun(2);
        store.AddShadows(run, [new DocumentShadow(1, 1, true, null)]);
        store.ResetRun(run);
        Assert.Empty(store.ReadShadows(run));
        Assert.Empty(store.ReadDocuments(run));
    }

    public void Dispose() => _folder.Dispose();
}
