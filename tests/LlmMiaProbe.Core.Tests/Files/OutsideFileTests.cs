using System.Diagnostics;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Files;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Files;

public sealed class OutsideFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/dev/zero", "a device, which need not end")]
    [InlineData("/dev/null", "a device, which need not end")]
    [InlineData("/proc/cpuinfo", "made up by the system as it is read")]
    public void What_has_no_end_is_refused_before_it_is_opened(string path, string kind)
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(
                $"{path} is {kind}: name an ordinary file, or copy what it gives into one.",
                Assert.Throws<PrerequisiteException>(() => OutsideFile.OpenRead(path)).Message);
            var link = Path.Combine(_folder.Path, "link.jsonl");
            File.CreateSymbolicLink(link, path);
            Assert.Contains(kind, Assert.Throws<PrerequisiteException>(() => CorpusReader.Read([new CorpusSource(link)]).Count()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_pipe_is_refused_and_not_waited_for()
    {
        if (OperatingSystem.IsLinux())
        {
            var pipe = Path.Combine(_folder.Path, "pipe.jsonl");
            using (var make = Process.Start("mkfifo", [pipe]))
            {
                make.WaitForExit();
            }

            Assert.Contains("is a pipe", Assert.Throws<PrerequisiteException>(() => OutsideFile.ReadText(pipe)).Message, StringComparison.Ordinal);
            Assert.Contains("is a pipe", Assert.Throws<PrerequisiteException>(() => CorpusReader.Read([new CorpusSource(pipe)]).Count()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_grows_while_it_is_read_is_refused()
    {
        var path = _folder.Write("growing.txt", "ab");
        using var stream = OutsideFile.OpenRead(path);
        var buffer = new byte[8];
        Assert.Equal(2, stream.Read(buffer));
        File.AppendAllText(path, "cd");
        Assert.Equal(
            $"{path} changed while it was being read: give a file that nobody writes to.", Assert.Throws<PrerequisiteException>(() => stream.Read(buffer)).Message);
    }

    [Fact]
    public void A_file_that_is_cut_while_it_is_read_is_refused()
    {
        var path = _folder.Write("cut.txt", "abcd");
        using var stream = OutsideFile.OpenRead(path);
        File.WriteAllText(path, "");
        Assert.Throws<PrerequisiteException>(() => stream.Read(new byte[8]));
    }

    [Fact]
    public void A_file_longer_than_its_kind_may_be_is_refused() => Assert.Contains(
        "has 5 bytes, and 4 are the most", Assert.Throws<PrerequisiteException>(() => OutsideFile.ReadBytes(_folder.Write("five", "12345"), most: 4)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_ordinary_file_comes_back_whole()
    {
        Assert.Equal("äöü\n", OutsideFile.ReadText(_folder.Write("a", "äöü\n")));
        Assert.Empty(OutsideFile.ReadBytes(_folder.Write("empty", "")));
    }

    [Fact]
    public void Links_in_folders_are_followed_to_the_end()
    {
        if (!OperatingSystem.IsWindows())
        {
            var file = _folder.Write("real/file", "x");
            Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "way"), Path.Combine(_folder.Path, "real"));
            File.CreateSymbolicLink(Path.Combine(_folder.Path, "real", "also"), "../way/file");
            Assert.Equal(OutsideFile.FinalPath(file), OutsideFile.FinalPath(Path.Combine(_folder.Path, "way", "also")));
        }
    }

    [Fact]
    public void A_link_out_of_a_corpus_is_read_only_on_request()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var secret = _folder.Write("elsewhere/secret.txt", "not meant for reports");
        _folder.Write("corpus/a.txt", "a text");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "corpus", "b.txt"), secret);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "corpus", "c.txt"), "a.txt");
        var source = new CorpusSource(Path.Combine(_folder.Path, "corpus"));
        List<CorpusEntry> entries = [.. CorpusReader.Read([source])];
        Assert.Equal(["a.txt", "c.txt"], entries.Select(entry => entry.Document?.Id).OfType<string>());
        Assert.Contains("add --follow-links", Assert.Single(entries, entry => entry.Defect is not null).Defect?.Reason, StringComparison.Ordinal);
        Assert.Equal(["a.txt", "b.txt", "c.txt"], CorpusReader.Read([source with { FollowsLinks = true }]).Select(entry => entry.Document?.Id));
    }
}
