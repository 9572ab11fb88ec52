using LlmMiaProbe.Files;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Files;

public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Opened = Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

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
    public void A_file_that_is_written_anew_keeps_its_mode()
    {
        if (!OperatingSystem.IsWindows())
        {
            var path = _folder.Write("open", "old and long");
            File.SetUnixFileMode(path, Opened);
            PrivateFile.WriteText(path, "new");
            Assert.Equal((Opened, "new"), (File.GetUnixFileMode(path), File.ReadAllText(path)));

            var part = Path.Combine(_folder.Path, "part");
            PrivateFile.WriteText(part, "newer");
            PrivateFile.Replace(part, path);
            Assert.Equal((Opened, "newer"), (File.GetUnixFileMode(path), File.ReadAllText(path)));
        }
    }

    [Fact]
    public void A_part_of_a_new_file_is_closed()
    {
        if (!OperatingSystem.IsWindows())
        {
            var part = _folder.Write("part", "text");
            File.SetUnixFileMode(part, Opened);
            PrivateFile.Replace(part, Path.Combine(_folder.Path, "whole"));
            Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(_folder.Path, "whole")));
        }
    }

    [Fact]
    public void A_secret_goes_into_no_file_that_is_there()
    {
        var path = Path.Combine(_folder.Path, "secret");
        PrivateFile.WriteNewText(path, "secret");
        Assert.Equal("secret", File.ReadAllText(path));
        Assert.Throws<IOException>(() => PrivateFile.WriteNewText(path, "another"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(Owner, File.GetUnixFileMode(path));
            var (link, target) = (Path.Combine(_folder.Path, "link"), Path.Combine(_folder.Path, "target"));
            File.CreateSymbolicLink(link, target);
            Assert.Throws<IOException>(() => PrivateFile.WriteNewText(link, "another"));
            Assert.False(File.Exists(target));
        }
    }

    [Theory]
    [InlineData(UnixFileMode.SetGroup)]
    [InlineData(UnixFileMode.StickyBit)]
    public void A_folder_that_inherits_a_bit_which_lets_nobody_in_is_our_own(UnixFileMode bit)
    {
        if (!OperatingSystem.IsWindows())
        {
            var parent = Path.Combine(_folder.Path, "parent");
            Directory.CreateDirectory(parent);
            File.SetUnixFileMode(parent, Owner | UnixFileMode.UserExecute | bit);
            var own = Path.Combine(parent, "own");
            PrivateFile.RequireOwnFolder(own);
            File.SetUnixFileMode(own, Owner | UnixFileMode.UserExecute | bit);
            PrivateFile.RequireOwnFolder(own);
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
