namespace LlmMiaProbe.Storage.Tests.Tables;

public sealed class FileTableTests : IDisposable
{
    private const string Sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly StoreFolder _folder = new();

    [Fact]
    public void A_hash_is_recalled_only_for_the_same_path_size_and_time()
    {
        var store = _folder.Open();
        var modified = Samples.Noon.AddTicks(1);
        store.RememberFileHash("/models/a.gguf", 7, modified, Sha256);
        Assert.Equal(Sha256, store.RecallFileHash("/models/a.gguf", 7, modified));
        Assert.Equal(Sha256, store.RecallFileHash("/models/a.gguf", 7, modified.ToOffset(TimeSpan.FromHours(5))));
        Assert.Null(store.RecallFileHash("/models/b.gguf", 7, modified));
        Assert.Null(store.RecallFileHash("/models/a.gguf", 8, modified));
        Assert.Null(store.RecallFileHash("/models/a.gguf", 7, Samples.Noon));
    }

    [Fact]
    public void A_file_that_changed_is_remembered_anew()
    {
        var store = _folder.Open();
        store.RememberFileHash("a.gguf", 7, Samples.Noon, new string('0', 64));
        store.RememberFileHash("a.gguf", 8, Samples.Noon, Sha256);
        Assert.Null(store.RecallFileHash("a.gguf", 7, Samples.Noon));
        Assert.Equal(Sha256, store.RecallFileHash("a.gguf", 8, Samples.Noon));
    }

    [Theory]
    [InlineData("ABCD")]
    [InlineData("abc")]
    [InlineData("key-")]
    public void What_could_not_be_given_back_as_it_was_is_refused(string digest) =>
        Assert.Throws<ArgumentException>(() => _folder.Open().RememberFileHash("a.gguf", 7, Samples.Noon, digest));

    public void Dispose() => _folder.Dispose();
}
