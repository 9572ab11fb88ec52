using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What may be said of the documents under test, one by one.</summary>
internal sealed class DecisionsView(Terminal terminal, AttackNames? names = null)
{
    private const int ShownStrata = 10;

    private readonly LabelledLines _lines = new(terminal, names: names);

    /// <summary>Who is tested and what could be found at best.</summary>
    public static IEnumerable<string> Before(TestDesign design) =>
        new[] { DesignStatement.Of(design), DesignStatement.Warning(design), DesignStatement.SmallStrata(design) }.OfType<string>();

    public void Write(RunEvaluation evaluation)
    {
        var design = evaluation.Design;
        if (evaluation.Decisions.FirstOrDefault(attack => attack.Attack == evaluation.LeadingAttack) is not { Tested: > 0, Calibration: > 0 } decisions)
        {
            return;
        }

        _lines.Write(
            design.Tested == Membership.Unknown ? "unknown" : "members",
            $"{DiscoveryStatement.Of(decisions, design.FalseDiscoveryRate)} Decided by "
            + $"{decisions.Attack}{(evaluation.Headline.Attacks.Contains(decisions.Attack) ? "" : ", an exploratory attack")}.");
        string?[] notes =
        [
            DesignStatement.Warning(design, decisions), DesignStatement.SmallStrata(design, decisions), DiscoveryStatement.Meaning(design.FalseDiscoveryRate),
            HealthStatement.Discoveries(evaluation.TestedAgainstCalibration),
        ];
        foreach (var note in notes.OfType<string>())
        {
            _lines.Write("", note);
        }

        if (design.Mondrian != Mondrian.None)
        {
            WriteStrata(decisions);
        }

        terminal.Output.WriteLine();
    }

    private void WriteStrata(AttackDecisions decisions)
    {
        var strata = decisions.Strata.Where(stratum => stratum.Tested > 0).ToList();
        var table = Tables.Of(false, true, true, true, true).Add("stratum", "tested", "found", "non-members", "smallest p");
        foreach (var stratum in strata.Take(ShownStrata))
        {
            table.Add(
                Names.Of(stratum.Name),
                Figures.Count(stratum.Tested),
                Figures.Count(stratum.Discoveries),
                Figures.Count(stratum.Calibration),
                Figures.Score(Math.Round(stratum.SmallestPValue, 6)));
        }

        foreach (var line in table.Lines())
        {
            _lines.WriteLine("", line);
        }

        if (strata.Count > ShownStrata)
        {
            _lines.Write("", $"… and {Figures.Count(strata.Count - ShownStrata)} more; --output json names them all");
        }
    }
}
