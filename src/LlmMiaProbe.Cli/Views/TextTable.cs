namespace LlmMiaProbe.Cli.Views;

/// <summary>Columns of text, two spaces apart, on lines that are never broken.</summary>
/// <param name="rightAligned">For each column whether it stands on the right, as numbers do.</param>
internal sealed class TextTable(params bool[] rightAligned)
{
    private const int Gap = 2;

    private readonly List<string[]> _rows = [];

    public TextTable Add(params IReadOnlyList<string> cells)
    {
        _rows.Add([.. cells]);
        return this;
    }

    /// <summary>Characters of the longest line.</summary>
    public int Width => Widths().Sum() + (Gap * (rightAligned.Length - 1));

    public IEnumerable<string> Lines()
    {
        var widths = Widths();
        return _rows.Select(row => string.Join(new string(' ', Gap), row.Select((cell, column) =>
            rightAligned[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }

    public void Write(TextWriter output)
    {
        foreach (var line in Lines())
        {
            output.WriteLine(line);
        }
    }

    private int[] Widths() => [.. rightAligned.Select((_, column) => _rows.Count == 0 ? 0 : _rows.Max(row => row[column].Length))];
}
