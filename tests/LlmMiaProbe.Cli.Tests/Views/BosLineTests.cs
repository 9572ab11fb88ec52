using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Cli.Tests.Views;

public sealed class BosLineTests
{
    [Theory]
    [InlineData(BosPolicy.Auto, true, true, "a BOS before every text, in all of them")]
    [InlineData(BosPolicy.Auto, false, false, "no BOS, so first tokens are not scored, in any of them")]
    [InlineData(BosPolicy.Always, true, false, "a BOS before every text, in all of them")]
    [InlineData(BosPolicy.Never, true, false, "no BOS, so first tokens are not scored, in any of them")]
    public void Models_that_are_treated_alike_share_a_line(BosPolicy policy, bool target, bool reference, string expected) =>
        Assert.Equal(expected, BosLine.Of([Model(ModelRole.Target, target), Model(ModelRole.Reference, reference)], policy));

    [Fact]
    public void Where_only_one_puts_a_bos_it_is_named_with_the_way_out()
    {
        var line = BosLine.Of([Model(ModelRole.Target, true), Model(ModelRole.Reference, false)], BosPolicy.Auto);
        Assert.StartsWith("a BOS before every text in target.gguf only; reference.gguf puts none and does not score first tokens", line, StringComparison.Ordinal);
        Assert.Contains("--bos never, or --bos always", line, StringComparison.Ordinal);
    }

    private static RunModel Model(ModelRole role, bool addsBos) => new(role, new ScriptedModel(role.Name) { AddsBos = addsBos }.Description, "");
}
