using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Reporting;
using Spectre.Console;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>The findings of all checks, in order.</summary>
internal sealed record DoctorReport(IReadOnlyList<(string Name, DoctorFinding Finding)> Findings)
{
    public int ExitCode => Findings.Any(entry => entry.Finding.Level == DoctorLevel.Fail) ? ExitCodes.Prerequisite : ExitCodes.Done;

    /// <summary>Runs every check. One that throws is a finding, so that the others are still heard.</summary>
    public static DoctorReport Examine(IEnumerable<IDoctorCheck> checks) => new([.. checks.Select(check => (check.Name, Ask(check)))]);

    /// <summary>Writes a line for each check and, where something is to be done, what, indented on the next.</summary>
    public void Write(Terminal terminal)
    {
        var column = Findings.Count == 0 ? 0 : Findings.Max(entry => entry.Name.Length);
        foreach (var (name, finding) in Findings)
        {
            terminal.OutputConsole.Write(new Text(Word(finding.Level), new Style(Colour(finding.Level))));
            terminal.Output.WriteLine($"{new string(' ', 6 - Word(finding.Level).Length)}{name.PadRight(column)}  {RelativePaths.In(finding.Found)}");
            if (finding.Mend is { } mend)
            {
                terminal.Output.WriteLine(new string(' ', 6) + RelativePaths.In(mend).ReplaceLineEndings("\n" + new string(' ', 6)));
            }
        }
    }

    /// <summary>For scripts.</summary>
    public DoctorOutput ToOutput() => new(
        Word(Findings.Select(entry => entry.Finding.Level).DefaultIfEmpty(DoctorLevel.Ok).Max()),
        [.. Findings.Select(entry => OutputOf(entry.Name, entry.Finding))]);

    // Where nothing is wrong, what stands on the next line is more of what was found.
    private static DoctorCheckOutput OutputOf(string name, DoctorFinding finding) => finding is { Level: DoctorLevel.Ok, Mend: { } more }
        ? new DoctorCheckOutput(name, Word(finding.Level), $"{finding.Found}; {more}", null)
        : new DoctorCheckOutput(name, Word(finding.Level), finding.Found, finding.Mend);

    /// <summary>ok, warn or fail.</summary>
    public static string Word(DoctorLevel level) => level switch
    {
        DoctorLevel.Ok => "ok",
        DoctorLevel.Warn => "warn",
        _ => "fail",
    };

    private static Color Colour(DoctorLevel level) => level switch
    {
        DoctorLevel.Ok => Color.Green,
        DoctorLevel.Warn => Color.Yellow,
        _ => Color.Red,
    };

    private static DoctorFinding Ask(IDoctorCheck check)
    {
        try
        {
            return check.Run();
        }
        catch (ProbeException exception)
        {
            return DoctorFinding.Fail("cannot be used", exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return DoctorFinding.Fail("the check itself failed", $"This is a bug in mia-probe; please report it: {exception}");
        }
    }
}
