using LlmMiaProbe.Cli.Tests.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Cli.Tests.Views;

public sealed class MembershipSimulationViewTests
{
    [Fact]
    public void Attacks_without_an_AUC_say_of_which_run_and_why()
    {
        var terminal = new TerminalScene(width: 400);
        new MembershipSimulationView(terminal.Terminal).Show(7, [Unlabelled("loss"), Unlabelled("zlib")], [], isListed: false);
        Assert.Contains(
            "Run 7 has no AUC of loss, zlib, which no defence changes. The corpus labels no member, so nothing can be compared; add documents labelled member.",
            terminal.Output,
            StringComparison.Ordinal);
    }

    private static AttackEvaluation Unlabelled(string attack) => new()
    {
        Attack = attack,
        Members = 0,
        NonMembers = 4,
        Unknown = 0,
        NotApplicable = [],
        AucReason = "The corpus labels no member, so nothing can be compared; add documents labelled member.",
        TprAtFpr = [],
    };
}
