using System.Diagnostics;
using System.Security.Cryptography;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Contract;

/// <summary>Weights are read from the file as they are needed, so a file that changes gives numbers that belong to no file.</summary>
[Collection(NativeCollection.Name)]
public sealed class ChangedFileTests(NativeLibraryFixture native) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _hashed;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_file_that_changes_before_its_weights_are_loaded_is_refused(bool widens, bool replaced)
    {
        using var scorer = Open(widens);
        var text = scorer.Prepare("A text of a few words.");
        Change(replaced);
        Assert.Contains("m.gguf changed while it was being read", (await Assert.ThrowsAsync<PrerequisiteException>(() => ScoreAsync(scorer, text))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task A_file_that_changes_between_two_texts_gives_no_number_after_that(bool widens, bool replaced)
    {
        using var scorer = Open(widens);
        Assert.NotNull((await ScoreAsync(scorer, scorer.Prepare("A text of a few words."))).Scores);
        Change(replaced);
        await Assert.ThrowsAsync<PrerequisiteException>(() => ScoreAsync(scorer, scorer.Prepare("Another text.")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hard_link_or_another_mode_changes_no_byte_and_no_run(bool linked)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var scorer = OpenHashed();
        var text = scorer.Prepare("A text of a few words.");
        ChangeStatus(linked);
        var before = (await ScoreAsync(scorer, text)).Scores;
        ChangeStatus(linked);
        var after = (await ScoreAsync(scorer, text)).Scores;
        Assert.Equal(before?.LogProb, after?.LogProb);
        Assert.Equal(3, _hashed);
        await ScoreAsync(scorer, text);
        Assert.Equal(3, _hashed);

        // What is refused is measured against the file as it is now.
        Change(replaced: false);
        await Assert.ThrowsAsync<PrerequisiteException>(() => ScoreAsync(scorer, text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_written_in_place_whose_time_stamp_is_set_back_is_refused(bool loaded)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var scorer = OpenHashed();
        var text = scorer.Prepare("A text of a few words.");
        if (loaded)
        {
            Assert.NotNull((await ScoreAsync(scorer, text)).Scores);
        }

        WriteAndSetBack();
        Assert.Contains("m.gguf changed while it was being read", (await Assert.ThrowsAsync<PrerequisiteException>(() => ScoreAsync(scorer, text))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hash_of_another_content_than_the_header_that_was_checked_vouches_for_nothing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var scorer = OpenHashed(meanwhile: WriteAndSetBack);
        await Assert.ThrowsAsync<PrerequisiteException>(() => ScoreAsync(scorer, scorer.Prepare("A text of a few words.")));
    }

    [Fact]
    public async Task A_widened_copy_is_our_own_and_has_no_name_once_it_is_loaded()
    {
        using var scorer = Open(widens: true);
        Assert.NotNull((await ScoreAsync(scorer, scorer.Prepare("A text of a few words."))).Scores);
        Change(replaced: false);
        Assert.NotNull((await ScoreAsync(scorer, scorer.Prepare("Another text."))).Scores);
        if (!OperatingSystem.IsWindows())
        {
            Assert.DoesNotContain(Directory.GetDirectories(TemporaryCopies.OfUser.Location), folder => folder.Contains($"-{Environment.ProcessId}-", StringComparison.Ordinal));
        }
    }

    private LlamaTokenScorer OpenHashed(Action? meanwhile = null)
    {
        new RandomLlamaModel().Save(_folder["m.gguf"]);
        return LlamaModels.Open(native.Library, _folder["m.gguf"], Hash, new LocalScorerOptions { WidenWeights = false, Threads = 1 });

        string Hash(string path)
        {
            _hashed++;
            meanwhile?.Invoke();
            return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        }
    }

    private void ChangeStatus(bool linked)
    {
        Thread.Sleep(20);
        if (linked)
        {
            using var link = Process.Start("ln", [_folder["m.gguf"], _folder[$"{Guid.NewGuid():N}.gguf"]]);
            link.WaitForExit();
            Assert.Equal(0, link.ExitCode);
        }
        else if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder["m.gguf"], File.GetUnixFileMode(_folder["m.gguf"]) ^ UnixFileMode.OtherRead);
        }
    }

    private void WriteAndSetBack()
    {
        Thread.Sleep(20);
        var stamp = File.GetLastWriteTimeUtc(_folder["m.gguf"]);
        using (var file = new FileStream(_folder["m.gguf"], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Seek(-1, SeekOrigin.End);
            var last = (byte)file.ReadByte();
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte((byte)(last ^ 1));
        }

        File.SetLastWriteTimeUtc(_folder["m.gguf"], stamp);
    }

    private LlamaTokenScorer Open(bool widens)
    {
        new RandomLlamaModel().Save(_folder["m.gguf"]);
        return native.OpenFile(_folder["m.gguf"], new LocalScorerOptions { WidenWeights = widens, Threads = 1 });
    }

    private static async Task<ScoredText> ScoreAsync(LlamaTokenScorer scorer, PreparedText text) => await scorer.ScoreAllAsync([text], CancellationToken.None).FirstAsync();

    private void Change(bool replaced)
    {
        var path = _folder["m.gguf"];
        Thread.Sleep(20);
        if (replaced)
        {
            var stamp = File.GetLastWriteTimeUtc(path);
            File.Copy(path, _folder["other.gguf"]);
            File.SetLastWriteTimeUtc(_folder["other.gguf"], stamp);
            File.Move(_folder["other.gguf"], path, overwrite: true);
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Seek(-1, SeekOrigin.End);
        var last = (byte)file.ReadByte();
        file.Seek(-1, SeekOrigin.End);
        file.WriteByte(last);
    }
}
