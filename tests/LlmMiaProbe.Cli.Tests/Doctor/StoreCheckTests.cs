using LlmMiaProbe.Cli.Doctor;

namespace LlmMiaProbe.Cli.Tests.Doctor;

public sealed class StoreCheckTests : IDisposable
{
    private const long Mebibyte = 1L << 20;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mia-probe-store-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string StorePath => Path.Combine(_folder.FullName, "probe.db");

    [Fact]
    public void A_writable_folder_is_fine_and_stays_empty()
    {
        var finding = new StoreCheck(StorePath).Run();

        Assert.NotEqual(DoctorLevel.Fail, finding.Level);
        Assert.StartsWith(StorePath, finding.Found, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void A_store_that_exists_is_left_as_it_is()
    {
        File.WriteAllText(StorePath, "kept");

        var finding = Check(free: 5000 * Mebibyte);

        Assert.Equal(DoctorFinding.Ok($"{StorePath} is there, 5,000 MiB free"), finding);
        Assert.Equal("kept", File.ReadAllText(StorePath));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_fails_with_the_reason()
    {
        var asked = "";
        var finding = new StoreCheck(StorePath, folder => throw new UnauthorizedAccessException("denied: " + (asked = folder)), _ => null).Run();

        Assert.Equal(_folder.FullName, asked);
        Assert.Equal((DoctorLevel.Fail, $"{StorePath} cannot be written (denied: {asked})"), (finding.Level, finding.Found));
        Assert.Contains("--store", finding.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_that_are_still_missing_are_asked_of_the_nearest_that_exists()
    {
        var path = Path.Combine(_folder.FullName, "not", "yet", "there.db");
        var asked = new List<string>();

        var finding = new StoreCheck(path, asked.Add, _ => null).Run();

        Assert.Equal(DoctorFinding.Ok($"{path} will be created"), finding);
        Assert.Equal([_folder.FullName], asked);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void A_file_in_place_of_the_folder_fails()
    {
        File.WriteAllText(StorePath, "");

        Assert.Equal(DoctorLevel.Fail, new StoreCheck(Path.Combine(StorePath, "below.db"), _ => { }, _ => null).Run().Level);
    }

    [Fact]
    public void A_folder_in_place_of_the_store_fails()
    {
        var finding = new StoreCheck(_folder.FullName).Run();

        Assert.Equal((DoctorLevel.Fail, $"{_folder.FullName} cannot be a file"), (finding.Level, finding.Found));
    }

    [Theory]
    [InlineData(63, "fail")]
    [InlineData(64, "warn")]
    [InlineData(1023, "warn")]
    [InlineData(1024, "ok")]
    public void Little_free_space_warns_and_none_fails(long mebibytes, string word) =>
        Assert.Equal(word, DoctorReport.Word(Check(mebibytes * Mebibyte).Level));

    [Fact]
    public void Unknown_free_space_is_not_held_against_it() => Assert.Equal(DoctorFinding.Ok($"{StorePath} will be created"), Check(free: null));

    private DoctorFinding Check(long? free) => new StoreCheck(StorePath, _ => { }, _ => free).Run();
}
