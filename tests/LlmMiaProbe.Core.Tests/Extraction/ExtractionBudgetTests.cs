using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class ExtractionBudgetTests
{
    private static readonly ExtractionSettings s_settings = new() { StrideCharacters = 10 };

    [Fact]
    public void What_takes_less_than_an_hour_needs_no_advice() => Assert.Null(ExtractionBudget.ForAnHour(Plan(seconds: 3_500), s_settings));

    [Fact]
    public void What_takes_ten_hours_needs_ten_times_the_stride() =>
        Assert.Equal(
            "--stride 100, or --sample 500 (1,000 windows, at most 500 a document) takes about an hour; what is tested then covers about 100% of the text",
            ExtractionBudget.ForAnHour(Plan(seconds: 36_000), s_settings));

    [Fact]
    public void What_takes_a_thousand_hours_covers_little_in_one() =>
        Assert.Equal(
            "--stride 10000, or --sample 5 (10 windows, at most 5 a document) takes about an hour; what is tested then covers about 2% of the text",
            ExtractionBudget.ForAnHour(Plan(seconds: 3_600_000), s_settings));

    [Property]
    public void Coverage_is_the_union_of_the_suffixes(byte[] starts)
    {
        var places = (starts ?? []).Select(start => (int)start).Distinct().Order().Select(start => new WindowPlace(start, start + 3, start + 3 + (start % 7))).ToList();
        var counted = new CountedWindows(new Listed(places));
        Assert.Equal(places.Count, counted.Plan(new string('x', 300)).Count());
        Assert.Equal(places.SelectMany(place => Enumerable.Range(place.SuffixStart, place.SuffixEnd - place.SuffixStart)).Distinct().Count(), counted.CoveredCharacters);
        Assert.Equal((places.Count, 300), (counted.Windows, counted.Characters));
        Assert.Equal(places.Sum(place => place.SuffixEnd - place.SuffixStart), counted.SuffixCharacters);
    }

    // 10,000 windows of two documents of 100,000 characters, each with a suffix of 200.
    private static ExtractionPlan Plan(double seconds)
    {
        var pass = new PlannedPass(ModelRole.Target, new ScriptedModel("m").Description, "", "", 10_000, 0, 0, 10_000, 1_000_000, 0)
        {
            Pace = new MeasuredPace(1_000_000 / seconds, 1),
        };
        return new ExtractionPlan(2, 0, 0, [pass], []) { Windows = 10_000, Characters = 100_000, CoveredCharacters = 100_000, SuffixCharacters = 2_000_000 };
    }

    private sealed class Listed(IReadOnlyList<WindowPlace> places) : IWindowPlan
    {
        public IEnumerable<ExtractionWindow> Plan(string text) => places.Select(place => new ExtractionWindow(place, [], []));

        public IEnumerable<ExtractionWindow> Plan(RenderedText text) => Plan(text.Text);
    }
}
