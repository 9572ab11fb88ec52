using System.Text.Json;

namespace LlmMiaProbe.Reporting.Tests;

public sealed class ExtractionExportTests : IDisposable
{
    private readonly ExtractionScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Each_window_and_model_is_one_object_with_all_fields()
    {
        var lines = Lines();
        Assert.Equal([(0, "target"), (0, "reference"), (5, "target")], lines.Select(line => (line.GetProperty("start").GetInt32(), line.GetProperty("model").GetString())));
        Assert.All(lines, line => Assert.Equal(
            ["document", "start", "suffixStart", "suffixEnd", "model", "logPz", "schemes", "shuffledLogPz", "greedy", "extractionStrength", "exactMemorization", "rankBits", "logPzAtMost", "greedyAtMost", "extractionStrengthAtMost", "exactMemorizationAtMost", "queries"],
            ReportScene.Names(line)));
    }

    [Fact]
    public void The_numbers_are_those_of_the_suffix()
    {
        var first = Lines()[0];
        Assert.Equal((3, 7), (first.GetProperty("suffixStart").GetInt32(), first.GetProperty("suffixEnd").GetInt32()));
        Assert.Equal(-.3, first.GetProperty("logPz").GetDouble(), 1e-6);
        Assert.Equal(-.3, first.GetProperty("schemes").GetProperty("temperature=1,top-k=4").GetDouble(), 1e-6);
        Assert.Equal(-5.2, first.GetProperty("shuffledLogPz").GetDouble(), 1e-6);
        Assert.True(first.GetProperty("greedy").GetBoolean());
        Assert.Equal([1.0, 1.0, 0.0], new[] { "extractionStrength", "exactMemorization", "rankBits" }.Select(name => first.GetProperty(name).GetDouble()));
        // p_z = .741: 1, 2 and 4 draws leave .259, .067 and .0045.
        Assert.Equal([("0.5", 1), ("0.9", 2), ("0.99", 4)], first.GetProperty("queries").EnumerateObject().Select(p => (p.Name, p.Value.GetInt32())));
    }

    [Fact]
    public void What_cannot_be_drawn_is_null_and_what_is_tiny_is_a_number()
    {
        var second = Lines()[2];
        Assert.Equal(-401, second.GetProperty("logPz").GetDouble(), 1e-4);
        Assert.Equal(JsonValueKind.Null, second.GetProperty("schemes").GetProperty("temperature=1,top-k=4").ValueKind);
        Assert.Equal(3, second.GetProperty("rankBits").GetDouble());
        Assert.InRange(second.GetProperty("queries").GetProperty("0.5").GetDouble(), 1e173, 1e174);
    }

    private List<JsonElement> Lines() => ReportScene.Lines(output => ExtractionExport.Write(_scene.Store, _scene.Record, output));
}
