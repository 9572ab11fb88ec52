using LlmMiaProbe.Storage.Tables;

namespace LlmMiaProbe.Storage.Tests.Tables;

public sealed class InternedTextsTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public void A_text_has_one_number_for_every_connection()
    {
        _folder.Open(out var first);
        _folder.Open(out var second);
        var numbers = new[] { "a", "b", "a", "A" }.Select((text, i) => new InternedTexts(i < 2 ? first : second, "names", "text").NumberOf(text)).ToList();
        Assert.Equal(numbers[0], numbers[2]);
        Assert.Equal(3, numbers.Distinct().Count());
    }

    [Fact]
    public void A_text_that_was_undone_is_written_again()
    {
        var store = _folder.Open(out var session);
        var run = store.BeginRun(1);
        store.AddEvidence(Samples.Key(0), Samples.Fingerprint, "exact", Samples.Scores(0));
        Assert.Throws<ArgumentException>(() => store.LinkEvidence(run, [(0, "target/plain", Samples.Key(0)), (0, "reference/plain", Samples.Key(99))]));
        Assert.Equal("exact", session.Rows("SELECT text FROM names", row => row.GetString(0)).Single());
        store.LinkEvidence(run, [(0, "target/plain", Samples.Key(0))]);
        Assert.Equal(["target/plain"], store.ReadEvidence(run).Single().Evidence.Keys);
    }

    public void Dispose() => _folder.Dispose();
}
