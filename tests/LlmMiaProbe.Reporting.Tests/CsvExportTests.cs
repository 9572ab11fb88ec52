using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Tests;

public sealed class CsvExportTests
{
    [Fact]
    public void Scores_have_the_columns_and_values_of_their_lines()
    {
        using var scene = new ReportScene([.. Enumerable.Range(0, 6).Select(i => $"d{i}")]);
        scene.Score([.. Enumerable.Range(0, 6).Select(i => new StoredScore(i, "loss", i == 3 ? AttackScore.NotApplicable("too short, \"really\"") : AttackScore.Of(-i / 3.0)))]);
        var lines = ReportScene.Lines(output => ScoreExport.Write(scene.Store, scene.Run, output));

        AssertSame(lines, CsvText.Read(Csv(output => ScoreExport.Write(scene.Store, scene.Run, output, RecordFormat.Csv))));
    }

    [Fact]
    public void Windows_have_the_columns_and_values_of_their_lines()
    {
        using var scene = new ExtractionScene();
        var csv = CsvText.Read(Csv(output => ExtractionExport.Write(scene.Store, scene.Record, output, RecordFormat.Csv)));

        AssertSame(ReportScene.Lines(output => ExtractionExport.Write(scene.Store, scene.Record, output)), csv);
        Assert.Contains("schemes.temperature=1,top-k=4", csv[0]);
        Assert.Contains("queries.0.99", csv[0]);
    }

    [Fact]
    public void Without_records_the_columns_are_named() =>
        Assert.Equal("a,b.c\n", Csv(output => _ = new CsvLines(output, ["a", "b.c"])));

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("  =1")]
    [InlineData("\u00A0\u3000@x")]
    [InlineData("\u200B=1")]
    [InlineData("＝1")]
    [InlineData(" ＋1")]
    [InlineData("－1")]
    [InlineData("＠x")]
    public void Text_that_looks_like_a_formula_is_made_inert_and_numbers_are_not(string id)
    {
        using var scene = new ReportScene(id);
        scene.Score(0, "loss", -1.5);
        var record = CsvText.Read(Csv(output => ScoreExport.Write(scene.Store, scene.Run, output, RecordFormat.Csv)))[1];
        Assert.Equal(("'" + id, "-1.5"), (record[0], record[3]));
    }

    [Property]
    public Property Whatever_an_id_holds_it_comes_back() => Prop.ForAll(AwkwardText.Any.ToArbitrary(), id =>
    {
        var csv = CsvText.Read(Csv(output => new CsvLines(output, ["id", "last"]).Write(json =>
        {
            json.WriteString("id", id);
            json.WriteBoolean("last", true);
        })));
        Assert.Equal(["id", "last"], csv[0]);
        Assert.Equal(id, csv[1][0].StartsWith('\'') && id.Length < csv[1][0].Length ? csv[1][0][1..] : csv[1][0]);
        Assert.Equal("true", csv[1][1]);
    });

    private static string Csv(Action<TextWriter> write)
    {
        using var output = new StringWriter { NewLine = "\r\n" };
        write(output);
        return output.ToString();
    }

    private static void AssertSame(List<JsonElement> lines, List<List<string>> csv)
    {
        Assert.Equal(lines.Count + 1, csv.Count);
        foreach (var (line, record) in lines.Zip(csv.Skip(1)))
        {
            var fields = csv[0].Zip(record).ToDictionary(entry => entry.First, entry => entry.Second);
            var flat = line.EnumerateObject().SelectMany(property => property.Value.ValueKind == JsonValueKind.Object
                ? property.Value.EnumerateObject().Select(inner => ($"{property.Name}.{inner.Name}", inner.Value))
                : [(property.Name, property.Value)]).ToList();
            Assert.Equal(csv[0], flat.Select(entry => entry.Item1));
            Assert.All(flat, entry => Assert.Equal(entry.Value.ValueKind == JsonValueKind.Null ? "" : entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() : entry.Value.GetRawText(), fields[entry.Item1]));
        }
    }
}
