using LlmMiaProbe.Cli.Doctor;
using LlmMiaProbe.Cli.Tests.Console;

namespace LlmMiaProbe.Cli.Tests.Doctor;

public sealed class DoctorReportTests
{
    [Fact]
    public void Each_finding_is_a_line_with_its_word_and_mending_is_indented_below()
    {
        var scene = new TerminalScene();

        Report(DoctorFinding.Ok("fine"), DoctorFinding.Warn("odd", "Do this."), DoctorFinding.Fail("bad", "Do that.\nAnd that.")).Write(scene.Terminal);

        Assert.Equal(
            "ok    check 0  fine\nwarn  check 1  odd\n      Do this.\nfail  check 2  bad\n      Do that.\n      And that.\n", scene.Output);
    }

    [Fact]
    public void Colour_adds_to_the_words_and_does_not_replace_them()
    {
        var scene = new TerminalScene(isTerminal: true, usesColour: true);

        Report(DoctorFinding.Fail("bad", "Mend it.")).Write(scene.Terminal);

        Assert.Contains("\u001b[", scene.Output, StringComparison.Ordinal);
        Assert.Contains("fail", scene.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_findings_are_not_wrapped()
    {
        var scene = new TerminalScene();

        Report(DoctorFinding.Ok(new string('x', 500))).Write(scene.Terminal);

        Assert.Single(scene.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void The_exit_code_is_3_if_anything_fails_and_0_otherwise()
    {
        Assert.Equal(0, Report(DoctorFinding.Ok("a"), DoctorFinding.Warn("b", "c")).ExitCode);
        Assert.Equal(3, Report(DoctorFinding.Ok("a"), DoctorFinding.Fail("b", "c")).ExitCode);
    }

    [Fact]
    public void A_check_that_throws_is_a_failed_finding_and_the_others_still_run()
    {
        var report = DoctorReport.Examine(
        [
            new ScriptedCheck("one", () => throw new PrerequisiteException("Get the library.")),
            new ScriptedCheck("two", () => throw new InvalidOperationException("oops")),
            new ScriptedCheck("three", () => DoctorFinding.Ok("fine")),
        ]);

        Assert.Equal([DoctorLevel.Fail, DoctorLevel.Fail, DoctorLevel.Ok], report.Findings.Select(entry => entry.Finding.Level));
        Assert.Equal("Get the library.", report.Findings[0].Finding.Mend);
        Assert.Contains("bug in mia-probe", report.Findings[1].Finding.Mend, StringComparison.Ordinal);
    }

    private static DoctorReport Report(params DoctorFinding[] findings) =>
        DoctorReport.Examine(findings.Select((finding, index) => new ScriptedCheck($"check {index}", () => finding)));

    private sealed class ScriptedCheck(string name, Func<DoctorFinding> run) : IDoctorCheck
    {
        public string Name => name;

        public DoctorFinding Run() => run();
    }
}
