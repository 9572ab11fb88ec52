using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Core.Tests.Extraction;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Comparisons;

public sealed class ExtractionComparisonTests
{
    private const string Long = "It was a bright cold day in some month, and the clocks of the town were striking one after the other until nobody cared to count them any longer, so that dinner was late, and then later, and then not at all.";

    [Fact]
    public async Task Coverage_is_that_of_all_paired_documents_and_is_resampled_by_document()
    {
        string[] texts = [.. Enumerable.Range(0, 8).Select(i => ContentHash.Of($"{i}").Hex[..24])];
        using var scene = new ExtractionScene(texts);
        await scene.RunAsync();
        scene.Models = new ScriptedModelProvider(new ScriptedModel("tuned") { Memorised = [texts[1], texts[2], texts[5]] });
        await scene.RunAsync();

        var comparison = new RunComparer(scene.Store).Compare(1, 2);
        Assert.Empty(comparison.Attacks);
        Assert.Equal("Intervals resample the 8 paired documents, and are 29% wider than that, because these are few.", comparison.CoverageIntervals);
        Assert.All(comparison.Coverage.Select((change, i) => (change, i)), entry =>
        {
            Assert.Equal(Share(scene, 1, entry.i), entry.change.Earlier, 12);
            Assert.Equal(Share(scene, 2, entry.i), entry.change.Later, 12);
            Assert.Equal(entry.change.Later - entry.change.Earlier, entry.change.Change?.Value ?? -9, 12);
        });
        Assert.Equal(["d1", "d2", "d5"], comparison.Exposure[0].NewlyExposed);
        Assert.Empty(comparison.Exposure[0].NewlySafe);
        Assert.Equal((8, .5), (comparison.Exposure[0].Compared, comparison.Exposure[0].Threshold));
    }

    [Fact]
    public async Task One_long_text_is_resampled_in_pieces_that_lose_and_double_no_character()
    {
        using var scene = new ExtractionScene([Long]);
        await scene.RunAsync();
        scene.Models = new ScriptedModelProvider(new ScriptedModel("tuned") { Memorised = [Long] });
        await scene.RunAsync();

        var comparison = new RunComparer(scene.Store).Compare(1, 2);
        Assert.StartsWith("Intervals resample 7 pieces of text, each 4 windows long, because 5 documents or groups are needed to resample those and 1 document is paired, and are", comparison.CoverageIntervals, StringComparison.Ordinal);
        Assert.NotNull(comparison.Coverage[0].Change);

        var pieces = new TextPieces(scene.Store, WindowRequest.Of(ModelRole.Target)).Cut((1, 0), (2, 0)).ToList();
        var (before, after) = (Summary(scene, 1), Summary(scene, 2));
        for (var i = 0; i < ExtractionThresholds.Coverage.Count; i++)
        {
            Assert.Equal(
                (before.CharactersAtLeast[i], before.CoveredCharacters, after.CharactersAtLeast[i], after.CoveredCharacters),
                (pieces.Sum(piece => piece[i].Earlier), pieces.Sum(piece => piece[i].OfEarlier), pieces.Sum(piece => piece[i].Later), pieces.Sum(piece => piece[i].OfLater)));
        }
    }

    [Fact]
    public async Task Too_little_text_has_a_change_and_no_interval()
    {
        using var scene = new ExtractionScene(["a short document"]);
        await scene.RunAsync();
        scene.Models = new ScriptedModelProvider(new ScriptedModel("tuned") { Memorised = ["a short document"] });
        await scene.RunAsync();
        var comparison = new RunComparer(scene.Store).Compare(1, 2);
        Assert.All(comparison.Coverage, change => Assert.Null(change.Change));
        Assert.Equal("There are no intervals: 5 documents, groups or pieces of 4 windows are needed to resample, and there is 1 piece.", comparison.CoverageIntervals);
    }

    private static double Share(ExtractionScene scene, long run, int threshold)
    {
        var summaries = scene.Evaluation(run).Documents.Select(document => document.Summaries[0]).ToList();
        return summaries.Sum(summary => (double)summary.CharactersAtLeast[threshold]) / summaries.Sum(summary => summary.CoveredCharacters);
    }

    private static WindowSummary Summary(ExtractionScene scene, long run) => scene.Evaluation(run).Documents[0].Summaries[0];
}
