using LlmMiaProbe.Core.Tests.Probing;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Gates;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Core.Tests.Gates;

public sealed class GateCheckTests : IDisposable
{
    private readonly ProbeScene _scene = new(["one text", "another text"], attacks: ["loss", "min-k(k=0.1)", "min-k(k=0.2)"]);

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("auc(loss) > 0.6")]
    [InlineData("tpr.low(min-k(k=0.1), 0.1) > 0.6")]
    [InlineData("failed > 0")]
    [InlineData("discoveries > 0")]
    public void What_a_run_gathers_can_be_tested(string gate) => GateCheck.Require([Gate.Parse(gate)], _scene.Settings, hasEarlier: false);

    [Theory]
    [InlineData("auc(zlib) > 0.6", "--fail-if 'auc(zlib) > 0.6': zlib is not among the attacks, which are loss, min-k(k=0.1), min-k(k=0.2).")]
    [InlineData("auc(min-k) > 0.6", "--fail-if 'auc(min-k) > 0.6': min-k was asked for with several parameters; name one of min-k(k=0.1), min-k(k=0.2).")]
    [InlineData("coverage(0.5) > 0", "--fail-if 'coverage(0.5) > 0': coverage is measured by a run about extraction ('mia-probe extract'), and this is a run about membership ('mia-probe run').")]
    [InlineData("exposure(max) > 0", "--fail-if 'exposure(max) > 0': exposure is measured by a test of canaries ('mia-probe canary test'), and this is a run about membership ('mia-probe run').")]
    [InlineData("delta.auc(loss) > 0", "--fail-if 'delta.auc(loss) > 0': there is no run to compare with; add --compare RUN.")]
    public void What_a_run_does_not_gather_is_an_error_before_it_begins(string gate, string error) =>
        Assert.Equal(error, Assert.Throws<ConfigurationException>(() => GateCheck.Require([Gate.Parse(gate)], _scene.Settings, hasEarlier: false)).Message);

    [Theory]
    [InlineData("member", "nonmember")]
    [InlineData("nonmember", "member")]
    [InlineData("unknown", "member")]
    public void Without_both_labels_there_is_no_auc_to_test(string label, string missing)
    {
        _scene.WriteCorpus([("one text", label), ("another text", label)]);
        Assert.Equal(
            $"--fail-if 'auc(loss) > 0.6': the corpus labels no document {missing}, so there is no AUC to test; label documents of both kinds.",
            Assert.Throws<ConfigurationException>(() => GateCheck.Require([Gate.Parse("auc(loss) > 0.6")], _scene.Settings, hasEarlier: false)).Message);
        GateCheck.Require([Gate.Parse("failed > 0")], _scene.Settings, hasEarlier: false);
    }

    [Fact]
    public void The_limit_counts()
    {
        GateCheck.Require([Gate.Parse("auc(loss) > 0.6")], _scene.Settings with { Limit = 2 }, hasEarlier: false);
        Assert.Throws<ConfigurationException>(() => GateCheck.Require([Gate.Parse("auc(loss) > 0.6")], _scene.Settings with { Limit = 1 }, hasEarlier: false));
    }

    [Fact]
    public void An_extraction_has_coverage_and_no_auc()
    {
        var settings = _scene.Settings with { Attacks = [], Task = new ExtractionTask(new ExtractionSettings()) };
        GateCheck.Require([Gate.Parse("coverage(0.5) > 0"), Gate.Parse("failed > 0")], settings, hasEarlier: false);
        Assert.Throws<ConfigurationException>(() => GateCheck.Require([Gate.Parse("auc(loss) > 0.6")], settings, hasEarlier: false));
    }
}
