using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Contract;

/// <summary>Weights are read from the file as they are needed, so a file that changes gives numbers that belong to no file.</summary>
[Collection(NativeCollection.Name)]
public sealed class ChangedFileTests(NativeLibraryFixture native) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

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
