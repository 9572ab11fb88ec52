using LlmMiaProbe.Files;

namespace LlmMiaProbe.Storage.Tests.Tables;

public sealed class FileTableTests : IDisposable
{
    private const string Sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly FileIdentity s_file = new(1, 2, 7, 1_700_000_000_123_456_789, 1_700_000_001_987_654_321);

    private readonly StoreFolder _folder = new();

    [Fact]
    public void A_hash_is_recalled_only_for_the_very_same_file()
    {
        var store = _folder.Open();
        store.RememberFileHash("/models/a.gguf", s_file, Sha256);
        Assert.Equal(Sha256, store.RecallFileHash("/models/a.gguf", s_file with { }));
        Assert.Null(store.RecallFileHash("/models/b.gguf", s_file));
        Assert.Null(store.RecallFileHash("/models/a.gguf", s_file with { Size = 8 }));
        Assert.Null(store.RecallFileHash("/models/a.gguf", s_file with { ModifiedNanoseconds = s_file.ModifiedNanoseconds + 1 }));
        Assert.Null(store.RecallFileHash("/models/a.gguf", s_file with { Inode = 3 }));
        Assert.Null(store.RecallFileHash("/models/a.gguf", s_file with { Device = 2 }));
        Assert.Null(store.RecallFileHash("/models/a.gguf", s_file with { ChangedNanoseconds = s_file.ChangedNanoseconds + 1 }));
    }

    [Fact]
    public void Where_the_system_does_not_tell_files_apart_nothing_is_recalled()
    {
        var store = _folder.Open();
        var file = new FileIdentity(0, 0, 7, 5, 0);
        store.RememberFileHash("a.gguf", file, Sha256);
        Assert.Null(store.RecallFileHash("a.gguf", file));
    }

    [Fact]
    public void A_file_that_changed_is_remembered_anew()
    {
        var store = _folder.Open();
        store.RememberFileHash("a.gguf", s_file, new string('0', 64));
        store.RememberFileHash("a.gguf", s_file with { Inode = 9 }, Sha256);
        Assert.Null(store.RecallFileHash("a.gguf", s_file));
        Assert.Equal(Sha256, store.RecallFileHash("a.gguf", s_file with { Inode = 9 }));
    }

    [Theory]
    [InlineData("ABCD")]
    [InlineData("abc")]
    [InlineData("key-")]
    public void What_could_not_be_given_back_as_it_was_is_refused(string digest) =>
        Assert.Throws<ArgumentException>(() => _folder.Open().RememberFileHash("a.gguf", s_file, digest));

    public void Dispose() => _folder.Dispose();
}
