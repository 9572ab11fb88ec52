using LlmMiaProbe.Findings;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class TprStatementTests
{
    [Fact]
    public void Attacks_are_named_where_their_counts_differ()
    {
        Assert.Equal(["TPR at 1% FPR needs at least 100 non-members; there are 60."], TprStatement.Missing([Attack("loss", 60), Attack("zlib", 60)], id => id));
        Assert.Equal(
            ["By LOSS, TPR at 1% FPR needs at least 100 non-members; there are 60.", "By EZ-MIA, TPR at 1% FPR needs at least 100 non-members; there are 56."],
            TprStatement.Missing([Attack("loss", 60), Attack("ez-mia", 56)], id => id.ToUpperInvariant()));
        Assert.Empty(TprStatement.Missing([Attack("loss", 60) with { Auc = null }], id => id));
    }

    private static AttackEvaluation Attack(string id, int nonMembers) => new()
    {
        Attack = id, Members = 9, NonMembers = nonMembers, Unknown = 0, NotApplicable = [], Auc = new Estimate(.5, .4, .6),
        TprAtFpr = [new TprAtFprEstimate(.01, null, ComparisonStatement.TooFew(.01, nonMembers))],
    };
}
