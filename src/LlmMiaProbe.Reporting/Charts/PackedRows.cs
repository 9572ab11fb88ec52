using System.Globalization;
using System.Text.Json.Nodes;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>
/// Rows of charts small enough to lie in a page as they are, so that it need not unpack them before it draws. Column by column: of texts the
/// words <c>w</c> and how often each comes in a row, <c>[word, count, ...]</c> in <c>a</c>; of numbers their steps <c>s</c> in units of
/// 10^-<c>d</c>, the first from 0.
/// </summary>
internal static class PackedRows
{
    private const int MostDecimals = 15;

    // Of a double, and so of a number in a script.
    private const decimal LargestWhole = 1L << 53;

    /// <param name="rows">Objects of the same properties, texts or finite numbers.</param>
    public static JsonObject Of(JsonArray rows)
    {
        var packed = new JsonObject();
        foreach (var name in (rows.FirstOrDefault() as JsonObject)?.Select(property => property.Key).ToList() ?? [])
        {
            List<JsonNode> cells = [.. rows.Select(row => row?[name] ?? throw new ArgumentException($"A row has no {name}.", nameof(rows)))];
            packed[name] = cells[0].GetValueKind() == System.Text.Json.JsonValueKind.String
                ? Texts([.. cells.Select(cell => cell.GetValue<string>())])
                : Numbers([.. cells.Select(cell => decimal.Parse(cell.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture))]);
        }

        return packed;
    }

    private static JsonObject Texts(List<string> cells)
    {
        List<string> words = [.. cells.Distinct(StringComparer.Ordinal)];
        var runs = new JsonArray();
        for (var i = 0; i < cells.Count;)
        {
            var end = i;
            while (end < cells.Count && cells[end] == cells[i])
            {
                end++;
            }

            runs.Add(words.IndexOf(cells[i]));
            runs.Add(end - i);
            i = end;
        }

        return new JsonObject { ["w"] = new JsonArray([.. words.Select(word => (JsonNode)word)]), ["a"] = runs };
    }

    private static JsonObject Numbers(List<decimal> cells)
    {
        var largest = cells.Max(Math.Abs);
        var decimals = Enumerable.Range(0, MostDecimals).FirstOrDefault(d => cells.TrueForAll(cell => cell == Math.Round(cell, d)), MostDecimals);
        while (decimals > 0 && largest * (decimal)Math.Pow(10, decimals) > LargestWhole / 2)
        {
            decimals--;
        }

        var unit = (decimal)Math.Pow(10, decimals);
        List<long> whole = [.. cells.Select(cell => (long)Math.Round(cell * unit))];
        return new JsonObject { ["d"] = decimals, ["s"] = new JsonArray([.. whole.Select((cell, i) => (JsonNode)(cell - (i == 0 ? 0 : whole[i - 1])))]) };
    }
}
