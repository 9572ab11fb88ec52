using Spectre.Console;

namespace LlmMiaProbe.Cli.Views;

/// <summary>Tables without borders: columns of text, two spaces apart, on lines that are never broken.</summary>
internal static class Tables
{
    private const int Gap = 2;

    /// <param name="rightAligned">For each column whether it stands on the right, as numbers do.</param>
    public static Table Of(params bool[] rightAligned)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        foreach (var (column, isRight) in rightAligned.Index())
        {
            var gap = column == rightAligned.Length - 1 ? 0 : Gap;
            table.AddColumn(new TableColumn("") { Alignment = isRight ? Justify.Right : Justify.Left, NoWrap = true, Padding = new Padding(0, 0, gap, 0) });
        }

        return table;
    }

    /// <summary>Adds cells that are shown as they are: they hold data, in which brackets are no markup.</summary>
    public static Table Add(this Table table, params IReadOnlyList<string> cells) => table.AddRow(cells.Select(cell => new Text(cell)));
}
