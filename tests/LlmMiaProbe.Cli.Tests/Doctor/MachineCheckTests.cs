using LlmMiaProbe.Cli.Doctor;
using LlmMiaProbe.Cli.Tests.Configuration;

namespace LlmMiaProbe.Cli.Tests.Doctor;

public sealed class MachineCheckTests
{
    [Fact]
    public void The_runtime_of_this_test_is_new_enough_and_an_older_one_is_not()
    {
        Assert.Equal(DoctorLevel.Ok, new RuntimeCheck().Run().Level);
        Assert.Equal(DoctorFinding.Fail("9.0.8", "Install the .NET runtime 10 or newer."), new RuntimeCheck(new Version(9, 0, 8)).Run());
    }

    [Theory]
    [InlineData(8, null, "ok", "8 cores, local models use 8 threads")]
    [InlineData(8, 8, "ok", "8 cores, local models use 8 threads")]
    [InlineData(8, 1, "warn", "8 cores, local models use 1 thread")]
    [InlineData(1, null, "ok", "1 core, local models use 1 thread")]
    public void Cores_left_idle_by_a_setting_are_a_warning(int cores, int? threads, string word, string found)
    {
        var finding = new CoresCheck(cores, threads).Run();

        Assert.Equal((word, found), (DoctorReport.Word(finding.Level), finding.Found));
    }

    [Fact]
    public void Valid_settings_are_fine_and_name_their_files()
    {
        using var scene = new SettingsScene();
        Assert.Equal(DoctorFinding.Ok("no file, defaults"), new SettingsCheck(scene.Inspect()).Run());

        scene.AppSettings("""{ "Run": { "Seed": 1 } }""");
        Assert.Equal(DoctorFinding.Ok(scene.UserFile), new SettingsCheck(scene.Inspect()).Run());
    }

    [Fact]
    public void Wrong_settings_fail_with_every_error()
    {
        using var scene = new SettingsScene();
        scene.AppSettings("""{ "Run": { "Sed": 1, "Limit": 0 } }""");

        var finding = new SettingsCheck(scene.Inspect()).Run();

        Assert.Equal((DoctorLevel.Fail, "2 errors"), (finding.Level, finding.Found));
        Assert.Equal(2, finding.Mend?.Split('\n').Length);
    }

    [Fact]
    public void The_bundled_lab_is_whole()
    {
        var lab = Path.Combine(RepositoryFolder(), "corpora", "lab");

        Assert.Equal(DoctorFinding.Ok(lab), new LabCheck(lab).Run());
    }

    [Fact]
    public void A_lab_with_a_missing_or_empty_file_is_a_warning_that_names_it()
    {
        var copy = Directory.CreateTempSubdirectory("mia-probe-lab-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(RepositoryFolder(), "corpora", "lab")))
            {
                File.WriteAllText(Path.Combine(copy.FullName, Path.GetFileName(file)), "x");
            }

            File.Delete(Path.Combine(copy.FullName, "target.gguf"));
            File.WriteAllText(Path.Combine(copy.FullName, "shots.jsonl"), "");

            var finding = new LabCheck(copy.FullName).Run();

            Assert.Equal((DoctorLevel.Warn, $"{copy.FullName} lacks target.gguf, shots.jsonl"), (finding.Level, finding.Found));
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LlmMiaProbe.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run below the repository.");
        }

        return folder.FullName;
    }
}
