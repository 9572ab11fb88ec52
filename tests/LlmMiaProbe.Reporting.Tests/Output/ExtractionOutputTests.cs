using System.Text.Json.Nodes;
using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Reporting.Tests.Output;

public sealed class ExtractionOutputTests : IDisposable
{
    private readonly ExtractionScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void The_object_has_every_series_and_difference_of_every_document()
    {
        var json = Json();
        Assert.Equal(["run", "name", "parent", "counts", "notRead", "recognised", "windows", "chat", "usage", "caveat", "documents"], json.Select(property => property.Key));
        Assert.Equal(ExtractionCaveat.Standing, (string?)json["caveat"]);
        var document = json["documents"]?[0]?.AsObject() ?? [];
        Assert.StartsWith("The target emits 50%", (string?)document["statement"], StringComparison.Ordinal);
        Assert.Equal(
            ["target/window", "target/window(temperature=1,top-k=4)", "target/shuffled", "reference/window", "reference/window(temperature=1,top-k=4)", "reference/shuffled"],
            document["series"]?.AsArray().Select(series => (string?)series?["request"]));
        Assert.Equal(["reference/window", "target/shuffled", "reference/shuffled"], document["differences"]?.AsArray().Select(difference => (string?)difference?["minus"]));
    }

    [Fact]
    public void Coverage_is_a_share_of_what_suffixes_cover()
    {
        var target = Json()["documents"]?[0]?["series"]?[0];
        Assert.Equal((2, 8), ((int?)target?["windows"], (int?)target?["coveredCharacters"]));
        // One of two windows of four characters each has p_z = .74.
        Assert.Equal([.5, .5, .5, .5], new[] { "0.5", "0.1", "0.01", "0.001" }.Select(p => (double?)target?["coverage"]?[p]));
        Assert.Equal((1, .75, .5), ((int?)target?["greedyWindows"], (double?)target?["exactMemorization"], (double?)target?["extractionStrength"]));
        Assert.Equal((0, 3, 7), ((int?)target?["best"]?["start"], (int?)target?["best"]?["suffixStart"], (int?)target?["best"]?["suffixEnd"]));
    }

    [Fact]
    public void An_impossible_logarithm_is_null() => Assert.Null(Json()["documents"]?[0]?["series"]?[1]?["medianLogPz"]);

    [Fact]
    public void Between_bounds_a_series_has_the_same_measures_twice()
    {
        string[] measures = ["medianLogPz", "coveredCharacters", "coverage", "greedyWindows", "exactMemorization", "extractionStrength", "best"];
        var document = _scene.Evaluation.Documents[0];
        var bounded = _scene.Evaluation with { Documents = [document with { Summaries = [document.Summaries[0] with { AtMost = document.Summaries[0], UnseenWindows = 1 }] }] };
        var series = Printed.Of(ExtractionOutput.Of(_scene.Record, _scene.Settings, bounded, []))["documents"]?[0]?["series"]?[0]?.AsObject() ?? [];
        Assert.Equal(["request", "windows", .. measures, "atMost", "unseenWindows", "unmeasured"], series.Select(property => property.Key));
        Assert.Equal(measures, series["atMost"]?.AsObject().Select(property => property.Key));
        Assert.Equal(["start", "suffixStart", "suffixEnd", "logPz", "rankBits", "queries"], series["best"]?.AsObject().Select(property => property.Key));
        Assert.All(measures, name => Assert.Equal(series[name]?.ToJsonString(), series["atMost"]?[name]?.ToJsonString()));
    }

    private JsonObject Json() => Printed.Of(ExtractionOutput.Of(_scene.Record, _scene.Settings, _scene.Evaluation, []));
}
