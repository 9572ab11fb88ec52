using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmMiaProbe.Cli.Tests.Console;

/// <summary>What a person sees on a terminal: carriage returns and the ANSI sequences that move or erase have had their effect.</summary>
internal sealed partial class Screen
{
    private readonly List<string> _lines = [""];
    private int _row;
    private int _column;

    public Screen(string written)
    {
        foreach (var piece in Pieces().Matches(written).Select(match => match.Value))
        {
            Take(piece);
        }
    }

    public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.TrimEnd()).Where(line => line.Length > 0)];

    public bool ShowsCursor { get; private set; } = true;

    private void Take(string piece)
    {
        switch (piece[0], piece[^1])
        {
            case ('\r', _):
                _column = 0;
                break;
            case ('\n', _):
                (_row, _column) = (_row + 1, 0);
                if (_row == _lines.Count)
                {
                    _lines.Add("");
                }

                break;
            case ('\u001b', 'A'):
                _row -= int.Parse(piece[2..^1], CultureInfo.InvariantCulture);
                break;
            case ('\u001b', 'K'):
                Assert.Equal("\u001b[2K", piece);
                _lines[_row] = "";
                break;
            case ('\u001b', 'J'):
                Assert.Equal("\u001b[J", piece);
                _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                _lines[_row] = Left();
                break;
            case ('\u001b', 'h' or 'l'):
                Assert.StartsWith("\u001b[?25", piece, StringComparison.Ordinal);
                ShowsCursor = piece[^1] == 'h';
                break;
            case ('\u001b', _):
                Assert.EndsWith("m", piece, StringComparison.Ordinal);
                break;
            default:
                var end = _column + piece.Length;
                _lines[_row] = Left() + piece + (end < _lines[_row].Length ? _lines[_row][end..] : "");
                _column = end;
                break;
        }
    }

    private string Left() => _lines[_row].PadRight(_column)[.._column];

    [GeneratedRegex(@"\u001b\[\??[0-9;]*[A-Za-z]|\r|\n|[^\u001b\r\n]+")]
    private static partial Regex Pieces();
}
