using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Cli.Views;

namespace LlmMiaProbe.Cli.Tests.Views;

public sealed class TablesTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell_and_end_without_spaces()
    {
        var table = Tables.Of(false, true, false).Add("name", "n", "note").Add("a", "1,200", "").Add("longer", "7", "x");

        Assert.Equal(["name        n  note", "a       1,200", "longer      7  x"], table.Lines());
        Assert.Equal(19, table.FullWidth());
    }

    [Fact]
    public void Columns_line_up_by_the_cells_that_characters_take()
    {
        var table = Tables.Of(false, true).Add("document", "score").Add("報告書", "0.5").Add("e\u0301tude", "0.25");

        Assert.Equal(["document  score", "報告書      0.5", "e\u0301tude      0.25"], table.Lines());
        Assert.Equal(15, table.FullWidth());
    }

    [Fact]
    public void Brackets_in_data_are_no_markup()
    {
        var table = Tables.Of(false, false).Add("[red]id[/]", "[[x]]").Add("[/]", "[unknown");

        Assert.Equal(["[red]id[/]  [[x]]", "[/]         [unknown"], table.Lines());
    }

    [Fact]
    public void A_line_is_as_long_as_its_cells_and_never_broken()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 2000));

        Assert.Equal([$"{words}  end"], Tables.Of(false, false).Add(words, "end").Lines());
    }

    [Fact]
    public void An_empty_table_has_no_lines() => Assert.Empty(Tables.Of(false, false).Lines());

    [Property]
    public Property No_cell_is_lost_and_no_line_is_wider_than_the_table() =>
        Prop.ForAll(
            Gen.Elements("", "a", "bb", "ccc c", "–").ListOf(3).ListOf().ToArbitrary(),
            rows =>
            {
                var table = Tables.Of(false, true, true);
                foreach (var row in rows)
                {
                    table.Add([.. row]);
                }

                var lines = table.Lines().ToList();
                return lines.Count == rows.Count && lines.Zip(rows).All(pair =>
                    pair.First.Length <= table.FullWidth() && pair.Second.All(cell => pair.First.Contains(cell, StringComparison.Ordinal)));
            });
}
