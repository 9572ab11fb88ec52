using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class ProbePlannerTests
{
    private static readonly ScriptedModel Target = new("target") { Refused = new Dictionary<string, string> { ["A"] = "refused", ["other words"] = "refused" } };

    [Property(MaxTest = 40)]
    public Property The_plan_counts_the_tokens_that_the_run_then_decodes()
    {
        var plans = from texts in ProbeGenerators.Texts
                    from attacks in Gen.Elements<string[]>(["loss"], ["loss", "lowercase"], ProbeScene.AllKinds)
                    from tokenizer in Gen.Elements(ScriptedTokenizer.Bytes, ScriptedTokenizer.Words)
                    from bos in Gen.Elements(true, false)
                    select (texts, attacks, tokenizer, bos);
        return Prop.ForAll(plans.ToArbitrary(), async given =>
        {
            using var scene = new ProbeScene(given.texts, Target with { AddsBos = given.bos }, new ScriptedModel("reference") { Tokenizer = given.tokenizer }, given.attacks);
            var plan = scene.Plan();
            Assert.Equal((0, 0), (scene.Activity.Texts.Count, scene.Activity.Alive));

            var run = await scene.RunAsync();
            Assert.Equal(plan.TokensToDecode, scene.Activity.Tokens);
            Assert.Equal(plan.Documents, scene.Record(run).Counts.Documents);
            Assert.Equal(scene.Activity.Texts.Count, plan.Passes.Sum(pass => pass.Texts - pass.Cached - pass.Unscorable));

            var again = scene.Plan(scene.Store);
            Assert.Equal(0, again.TokensToDecode);
            Assert.All(again.Passes, pass => Assert.Equal((0, pass.Texts), (pass.ForwardPasses, pass.Cached + pass.Unscorable)));
        });
    }

    [Fact]
    public async Task After_an_interruption_the_plan_is_for_the_rest()
    {
        using var scene = new ProbeScene(["One", "Two", "Three", "Four", "Five"]);
        await scene.RunInterruptedAsync(afterTexts: 3);
        var rest = scene.Plan(scene.Store).TokensToDecode;
        var before = scene.Activity.Tokens;
        await scene.RunAsync();
        Assert.Equal(rest, scene.Activity.Tokens - before);
    }

    [Fact]
    public void A_plan_tells_for_each_model_what_it_is_asked()
    {
        // 40 bytes in windows of 32 inputs with BOS: B + 31, then B + 31 for the last eight; twice for the lower case.
        using var scene = new ProbeScene([new string('X', 40), "", new string('X', 40)]);
        var plan = scene.Plan();
        var (target, reference) = (plan.Passes[0], plan.Passes[1]);
        Assert.Equal((ModelRole.Target, "plain, lowercase"), (target.Role, target.Requests));
        Assert.Equal((ModelRole.Reference, "plain"), (reference.Role, reference.Requests));
        Assert.Equal((5, 2, 1, 4, 128), (target.Texts, target.Cached, target.Unscorable, target.ForwardPasses, target.TokensToDecode));
        Assert.Equal((3, 1, 1, 2, 64), (reference.Texts, reference.Cached, reference.Unscorable, reference.ForwardPasses, reference.TokensToDecode));
        Assert.Equal(1500, plan.PeakMemory);
        Assert.Equal(192, plan.TokensToDecode);
    }
}
