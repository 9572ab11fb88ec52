using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Cli.Tests.Console;
using LlmMiaProbe.Cli.Views;

namespace LlmMiaProbe.Cli.Tests.Views;

public sealed class LayoutTests
{
    private static readonly Gen<string> Words = Gen.Elements("a", "of", "the", "documents", "extraordinarily").ListOf().Select(words => string.Join(' ', words));

    [Property]
    public Property Wrapping_loses_nothing_and_keeps_to_the_width_where_words_do() =>
        Prop.ForAll(Words.ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (text, width) =>
        {
            var lines = Layout.Wrap(text, width).ToList();
            return string.Join(' ', lines) == text && lines.All(line => line.Length <= width || !line.Contains(' ', StringComparison.Ordinal));
        });

    [Property]
    public Property No_line_could_have_taken_the_first_word_of_the_next() =>
        Prop.ForAll(Words.ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (text, width) =>
        {
            var lines = Layout.Wrap(text, width).ToList();
            return lines.Zip(lines.Skip(1)).All(pair => pair.First.Length + 1 + pair.Second.Split(' ')[0].Length > width);
        });

    [Theory]
    [InlineData("see /a/very/long/path for more", new[] { "see", "/a/very/long/path", "for more" })]
    [InlineData("/a/very/long/path /and/another/one end", new[] { "/a/very/long/path", "/and/another/one", "end" })]
    [InlineData("mia-probe-very-long", new[] { "mia-probe-very-long" })]
    public void A_word_longer_than_a_line_stays_whole_on_a_line_of_its_own(string text, string[] lines) => Assert.Equal(lines, Layout.Wrap(text, 10));

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void Where_there_is_no_room_each_word_has_a_line(int width) => Assert.Equal(["a", "long", "text"], Layout.Wrap("a long text", width));

    [Fact]
    public void Brackets_are_no_markup_and_nothing_is_a_line_without_words()
    {
        Assert.Equal(["[red] [/]"], Layout.Wrap("[red] [/]", 20));
        Assert.Equal([""], Layout.Wrap("", 20));
    }

    [Fact]
    public void A_line_is_broken_by_the_cells_that_its_characters_take() => Assert.Equal(["報告書", "報告書"], Layout.Wrap("報告書 報告書", 10));

    [Fact]
    public void Parts_are_kept_whole_unless_they_are_longer_than_a_line()
    {
        var scene = new TerminalScene(width: 30);

        new LabelledLines(scene.Terminal).WriteParts("label", " · ", ["one two", "three four", "five six seven eight nine ten"]);

        Assert.Equal("label      one two ·\n           three four ·\n           five six seven\n           eight nine ten\n", scene.Output);
    }

    [Fact]
    public void The_label_stands_on_the_first_line_only()
    {
        var scene = new TerminalScene(width: 20);

        new LabelledLines(scene.Terminal).Write("label", "one two three");

        Assert.Equal("label      one two\n           three\n", scene.Output);
    }
}
