using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class ProbeProgressTests
{
    private static readonly ScriptedModel Target = new("target")
    {
        PreferredBatch = 3,
        Failing = new Dictionary<string, string> { ["Other Words"] = "broken", ["other words"] = "broken" },
        Refused = new Dictionary<string, string> { ["the same text."] = "refused" },
    };

    [Property(MaxTest = 25)]
    public Property Progress_never_goes_back_and_ends_at_the_total() =>
        Prop.ForAll(ProbeGenerators.Texts.ToArbitrary(), async texts =>
        {
            using var scene = new ProbeScene(texts, Target);
            await scene.RunAsync();
            await scene.RunAsync();
            foreach (var phase in PhasesOf(scene.Progress.Reports))
            {
                Assert.All(phase.Zip(phase.Skip(1)), pair => AssertForward(pair.First, pair.Second));
                Assert.All(phase, AssertSound);
                Assert.Equal(texts.Count, phase[^1].Done);
            }
        });

    [Fact]
    public async Task The_last_report_of_scoring_says_what_the_run_counts()
    {
        using var scene = new ProbeScene(["a", "a", "Other Words", "the same text.", "b", "c", "Other Words", "d", "a", ""], Target, attacks: ["loss", "lowercase"]);
        var counts = scene.Record(await scene.RunAsync()).Counts;
        var last = scene.Progress.Reports.Last(report => report.Phase.StartsWith("scoring", StringComparison.Ordinal));
        Assert.Equal(new ProbeProgress("scoring target", counts.Documents, counts.Documents, counts.Cached, counts.Failed, counts.TokensDecoded), last);
        Assert.Equal((10, 2, 4), (counts.Documents, counts.Cached, counts.Failed));
    }

    [Fact]
    public async Task The_phases_are_named_in_order()
    {
        using var scene = new ProbeScene(["a", "b"]);
        scene.Plan();
        await scene.RunAsync();
        Assert.Equal(
            ["reading corpus", "counting for target", "counting for reference", "reading corpus", "comparing documents", "scoring target", "scoring reference", "evaluating"],
            PhasesOf(scene.Progress.Reports).Select(phase => phase[0].Phase));
    }

    private static void AssertForward(ProbeProgress before, ProbeProgress after)
    {
        Assert.True(after.Done >= before.Done && after.Cached >= before.Cached && after.Failed >= before.Failed && after.TokensDecoded >= before.TokensDecoded, $"{after} after {before}");
        Assert.Equal(before.Total, after.Total);
    }

    private static void AssertSound(ProbeProgress report)
    {
        Assert.True(report is { Done: >= 0, Cached: >= 0, Failed: >= 0, TokensDecoded: >= 0 }, $"{report}");
        Assert.True(report.Cached + report.Failed <= report.Done && report.Done <= (report.Total ?? long.MaxValue), $"{report}");
    }

    private static List<List<ProbeProgress>> PhasesOf(IEnumerable<ProbeProgress> reports)
    {
        var phases = new List<List<ProbeProgress>>();
        foreach (var report in reports)
        {
            if (phases.Count == 0 || phases[^1][0].Phase != report.Phase)
            {
                phases.Add([]);
            }

            phases[^1].Add(report);
        }

        return phases;
    }
}
