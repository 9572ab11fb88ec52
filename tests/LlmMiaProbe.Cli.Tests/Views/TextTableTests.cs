using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Cli.Views;

namespace LlmMiaProbe.Cli.Tests.Views;

public sealed class TextTableTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell_and_end_without_spaces()
    {
        var table = new TextTable(false, true, false).Add("name", "n", "note").Add("a", "1,200", "").Add("longer", "7", "x");

        Assert.Equal(["name        n  note", "a       1,200", "longer      7  x"], table.Lines());
        Assert.Equal(19, table.Width);
    }

    [Fact]
    public void An_empty_table_has_no_lines() => Assert.Empty(new TextTable(false, false).Lines());

    [Property]
    public Property No_cell_is_lost_and_no_line_is_wider_than_the_table() =>
        Prop.ForAll(
            Gen.Elements("", "a", "bb", "ccc c", "–").ListOf(3).ListOf().ToArbitrary(),
            rows =>
            {
                var table = new TextTable(false, true, true);
                foreach (var row in rows)
                {
                    table.Add([.. row]);
                }

                var lines = table.Lines().ToList();
                return lines.Count == rows.Count && lines.Zip(rows).All(pair => pair.First.Length <= table.Width && pair.Second.All(cell => pair.First.Contains(cell, StringComparison.Ordinal)));
            });
}
