using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Reporting.Charts;

namespace LlmMiaProbe.Reporting.Tests.Charts;

public sealed class PackedRowsTests
{
    [Property]
    public Property Rows_come_back_as_they_were() => Prop.ForAll(
        (from text in Gen.Elements("a", "b", "<script>", "") from whole in Gen.Choose(-100_000, 100_000) from places in Gen.Choose(0, 6) select (text, value: whole / Math.Pow(10, places)))
            .ArrayOf().ToArbitrary(),
        rows =>
        {
            var packed = PackedRows.Of([.. rows.Select(row => (JsonNode)new JsonObject { ["name"] = row.text, ["x"] = row.value })]);
            Assert.Equal(rows.Select(row => row.text), rows.Length == 0 ? [] : Texts(packed["name"]));
            Assert.All(rows.Zip(rows.Length == 0 ? [] : Numbers(packed["x"])), pair => Assert.Equal(pair.First.value, pair.Second, 1e-9));
        });

    [Fact]
    public void A_column_of_very_different_numbers_keeps_to_what_a_script_can_add()
    {
        var packed = PackedRows.Of([new JsonObject { ["x"] = 1.2345e9 }, new JsonObject { ["x"] = 1e-7 }]);
        Assert.Equal([1.2345e9, 0], Numbers(packed["x"]).Select(one => Math.Round(one, 5)));
    }

    // As the page's script reads them.
    private static IEnumerable<string?> Texts(JsonNode? column) => (column?["a"]?.AsArray() ?? []).Select(one => one?.GetValue<int>() ?? 0).Chunk(2)
        .SelectMany(run => Enumerable.Repeat(column?["w"]?[run[0]]?.GetValue<string>(), run[1]));

    private static IEnumerable<double> Numbers(JsonNode? column)
    {
        double sum = 0;
        foreach (var step in column?["s"]?.AsArray() ?? [])
        {
            sum += step?.GetValue<long>() ?? 0;
            yield return sum / Math.Pow(10, column?["d"]?.GetValue<int>() ?? 0);
        }
    }
}
