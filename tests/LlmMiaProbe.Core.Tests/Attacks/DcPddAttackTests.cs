using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Core.Tests.Probing;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Frequencies;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class DcPddAttackTests
{
    private static readonly TokenColumns Sample = new()
    {
        Tokens = [7, 8, 7, 9],
        Target = [Log(.5), Log(.001), Log(.9), Log(.25)],
        General = [Log(.5), Log(.01), Log(.5), Log(.25)],
    };

    [Fact]
    public void First_occurrences_are_averaged_up_to_the_bound()
    {
        // 7: ½ ln 2, 8: .001 ln 100, 9: ¼ ln 4; the second 7 does not count.
        Assert.Equal(((.5 * Math.Log(2)) + (.001 * Math.Log(100)) + (.25 * Math.Log(4))) / 3, Score("dc-pdd(a=100)"), 1e-7);
        Assert.Equal((.01 + (.001 * Math.Log(100)) + .01) / 3, Score("dc-pdd"), 1e-7);
        Assert.Equal((.3 + (.001 * Math.Log(100)) + .3) / 3, Score("dc-pdd(a=0.3)"), 1e-7);

        static double Score(string attack) => Sample.ScoredBy(attack).Value ?? double.NaN;
    }

    [Property]
    public Property Scores_match_the_definition()
    {
        var cases = from n in Gen.Choose(1, 30)
                    from tokens in Gen.Choose(0, 5).ArrayOf(n)
                    from target in Gen.Choose(-12_000, 0).Select(i => i / 1000f).ArrayOf(n)
                    from general in Gen.Choose(-12_000, 0).Select(i => i / 1000f).ArrayOf(6)
                    from a in Gen.Choose(1, 300).Select(i => i / 100.0)
                    select (tokens, target, general, a);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var terms = x.tokens.Distinct().Select(token => Math.Min(x.a, -x.general[token] * Math.Exp(x.target[Array.IndexOf(x.tokens, token)])));
            var columns = new TokenColumns { Tokens = x.tokens, Target = x.target, General = [.. x.tokens.Select(token => x.general[token])] };
            Assert.Equal(terms.Average(), columns.ScoredBy($"dc-pdd(a={x.a:R})").Value ?? double.NaN, 1e-9);
        });
    }

    [Fact]
    public void A_first_token_that_only_the_table_scores_is_passed_over() =>
        Assert.Equal(Sample.ScoredBy("dc-pdd"), (Sample with { General = [-9, .. Sample.General ?? []], GeneralTokens = [8, 7, 8, 7, 9] }).ScoredBy("dc-pdd"));

    [Fact]
    public void A_table_over_other_tokens_is_refused()
    {
        Assert.Equal(DcPddAttack.OtherTokens, (Sample with { GeneralTokens = [7, 8, 7, 1] }).ScoredBy("dc-pdd").Reason);
        Assert.Equal(DcPddAttack.OtherTokens, (Sample with { General = [-1, -1], GeneralTokens = [7, 9] }).ScoredBy("dc-pdd").Reason);
    }

    [Fact]
    public void A_document_without_tokens_is_not_applicable() =>
        Assert.NotNull(new TokenColumns { Target = [], General = [] }.ScoredBy("dc-pdd").Reason);

    [Fact]
    public async Task A_run_scores_with_its_table_and_again_without_it()
    {
        using var scene = new ProbeScene(["One text.", "Another text"], attacks: ["dc-pdd"]);
        var table = new TokenFrequencies(new ScriptedModel("target").Description.Tokenizer, 1, [.. Enumerable.Range(0, 256).Select(id => (long)id)]);
        scene.Models = new ScriptedModelProvider(new ScriptedModel("target")) { Frequencies = table };
        var run = await scene.RunAsync();
        var before = scene.ResultOf(run);

        Assert.Equal(["frequency", "target"], scene.Record(run).Models.Select(model => model.Role.Name).Order());
        Assert.Contains(scene.Record(run).Models, model => model.Model.Fingerprint == table.Fingerprint);
        var evidence = scene.Store.ReadEvidence(run).First().Evidence;
        Assert.Equal((float)Math.Log(('O' + 1.0) / (32640 + 256)), evidence[EvidenceRequest.Frequencies.Name].LogProb[0]);

        scene.Models = new ScriptedModelProvider(new ScriptedModel("target"));
        new RunAnalysis(scene.Store).Analyze(run);
        Assert.Equal(before, scene.ResultOf(run));
        Assert.All(scene.Store.ReadScores(run), score => Assert.InRange(score.Score.Value ?? double.NaN, 0, .01));
    }

    private static float Log(double p) => (float)Math.Log(p);
}
