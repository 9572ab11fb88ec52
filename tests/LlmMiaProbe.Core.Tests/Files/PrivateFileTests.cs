using LlmMiaProbe.Files;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Files;

public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_and_folders_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Path.Combine(_folder.Path, "a", "b");
        PrivateFile.CreateFolder(folder);
        PrivateFile.WriteText(Path.Combine(folder, "new"), "text");
        PrivateFile.Touch(Path.Combine(folder, "touched"));
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(folder) ?? ""));
        Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(folder, "new")));
        Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(folder, "touched")));
        Assert.Equal("text", File.ReadAllText(Path.Combine(folder, "new")));
    }

    [Fact]
    public void A_file_that_is_written_anew_is_closed()
    {
        if (!OperatingSystem.IsWindows())
        {
            var path = _folder.Write("open", "old and long");
            File.SetUnixFileMode(path, Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            PrivateFile.WriteText(path, "new");
            Assert.Equal((Owner, "new"), (File.GetUnixFileMode(path), File.ReadAllText(path)));
        }
    }

    [Fact]
    public void What_is_there_is_not_touched()
    {
        var path = _folder.Write("there", "text");
        Assert.False(PrivateFile.Touch(path));
        Assert.Equal("text", File.ReadAllText(path));
    }

    [Fact]
    public void A_device_is_written_to_as_it_is()
    {
        if (OperatingSystem.IsLinux())
        {
            PrivateFile.WriteText("/dev/null", "text");
        }
    }

    [Fact]
    public void A_folder_of_our_own_is_no_link_and_closed()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var own = Path.Combine(_folder.Path, "own");
        PrivateFile.RequireOwnFolder(own);
        PrivateFile.RequireOwnFolder(own);
        var planted = Path.Combine(_folder.Path, "planted");
        Directory.CreateSymbolicLink(planted, own);
        Assert.Contains("is a link or belongs to another user", Assert.Throws<PrerequisiteException>(() => PrivateFile.RequireOwnFolder(planted)).Message, StringComparison.Ordinal);
        File.SetUnixFileMode(own, Owner | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        Assert.Contains("can be opened by other users", Assert.Throws<PrerequisiteException>(() => PrivateFile.RequireOwnFolder(own)).Message, StringComparison.Ordinal);
    }
}
