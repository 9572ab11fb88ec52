using LlmMiaProbe.Files;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Files;

public sealed class FileIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Another_file_of_the_same_size_and_time_stamp_is_another_file()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var stamp = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var path = _folder.Write("model.gguf", "abcd");
        File.SetLastWriteTimeUtc(path, stamp);
        var before = FileIdentity.Of(path);
        Assert.True(before is { IsComplete: true, Size: 4 });
        Assert.Equal(before, FileIdentity.Of(path));

        var other = _folder.Write("other.gguf", "efgh");
        File.SetLastWriteTimeUtc(other, stamp);
        File.Move(other, path, overwrite: true);
        var replaced = FileIdentity.Of(path);
        Assert.NotEqual(before, replaced);
        Assert.Equal((before?.Size, before?.ModifiedNanoseconds), (replaced?.Size, replaced?.ModifiedNanoseconds));
    }

    [Fact]
    public void A_file_written_in_place_with_its_time_stamp_set_back_has_changed()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var path = _folder.Write("model.gguf", "abcd");
        var before = FileIdentity.Of(path);
        Thread.Sleep(30);
        var stamp = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, "efgh");
        File.SetLastWriteTimeUtc(path, stamp);
        var after = FileIdentity.Of(path);
        Assert.Equal(before?.Inode, after?.Inode);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void What_changed_a_moment_ago_is_not_settled() => Assert.False(FileIdentity.Of(_folder.Write("new", "x"))?.IsSettled(TimeProvider.System.GetUtcNow()));

    [Fact]
    public void What_changed_long_before_it_was_read_is_settled()
    {
        Assert.True(new FileIdentity(1, 2, 3, 4, 5).IsSettled(DateTimeOffset.UnixEpoch.AddMinutes(1)));
        Assert.False(new FileIdentity(0, 0, 3, 4, 0).IsSettled(DateTimeOffset.UnixEpoch.AddMinutes(1)));
    }

    [Fact]
    public void Nothing_has_no_identity() => Assert.Null(FileIdentity.Of(Path.Combine(_folder.Path, "none")));
}
