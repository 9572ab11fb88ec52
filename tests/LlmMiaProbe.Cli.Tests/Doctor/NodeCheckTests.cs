using LlmMiaProbe.Cli.Doctor;

namespace LlmMiaProbe.Cli.Tests.Doctor;

public sealed class NodeCheckTests : IDisposable
{
    private readonly DirectoryInfo _first = Directory.CreateTempSubdirectory("mia-probe-path-");
    private readonly DirectoryInfo _second = Directory.CreateTempSubdirectory("mia-probe-path-");

    public void Dispose()
    {
        _first.Delete(recursive: true);
        _second.Delete(recursive: true);
    }

    [Fact]
    public void Node_and_npm_in_any_folder_of_the_path_are_found()
    {
        var (node, npm) = (Install(_second, "node"), Install(_first, "npm"));

        Assert.Equal(DoctorFinding.Ok($"v20.11.1 at {node}, npm at {npm}"), Check("v20.11.1\n"));
    }

    [Fact]
    public void A_missing_npm_is_a_warning_that_says_what_to_install()
    {
        Install(_first, "node");

        var finding = Check("v20.0.0");

        Assert.Equal((DoctorLevel.Warn, "npm not on the PATH"), (finding.Level, finding.Found));
        Assert.Contains("install Node.js 20 or newer", finding.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_missing_are_named_together() => Assert.Equal("node and npm not on the PATH", Check("v20.0.0").Found);

    [Fact]
    public void No_path_at_all_is_no_program_at_all() =>
        Assert.Equal(DoctorLevel.Warn, new NodeCheck(null, _ => "v20.0.0").Run().Level);

    [Fact]
    public void A_file_that_is_not_executable_is_not_a_program()
    {
        var npm = Install(_first, "npm");
        Install(_first, "node");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(npm, UnixFileMode.UserRead);
            Assert.Equal("npm not on the PATH", Check("v20.0.0").Found);
        }
    }

    [Theory]
    [InlineData("v18.19.0", "v18.19.0")]
    [InlineData("20.1.0", "20.1.0")]
    [InlineData("v", "v")]
    [InlineData(null, "no version")]
    public void A_node_that_is_too_old_or_tells_no_version_is_a_warning(string? version, string shown)
    {
        var node = Install(_first, "node");
        Install(_first, "npm");

        Assert.Equal((DoctorLevel.Warn, $"{shown} at {node}"), (Check(version).Level, Check(version).Found));
    }

    [Fact]
    public void A_program_that_does_not_run_has_no_version() =>
        Assert.Null(NodeCheck.ReadVersion(Path.Combine(_first.FullName, "nothing")));

    private DoctorFinding Check(string? version) =>
        new NodeCheck(string.Join(Path.PathSeparator, "", _first.FullName, _second.FullName), _ => version).Run();

    private static string Install(DirectoryInfo folder, string name)
    {
        var path = Path.Combine(folder.FullName, OperatingSystem.IsWindows() ? name + ".cmd" : name);
        File.WriteAllText(path, "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return path;
    }
}
