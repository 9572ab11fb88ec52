using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class TrainedPartTests
{
    [Theory]
    [InlineData("""{"trained_characters": [3, 9]}""", 3, 9)]
    [InlineData("""{"trained_characters": [9, 3]}""", null, null)]
    [InlineData("""{"trained_characters": [0, 1.5]}""", null, null)]
    [InlineData("""{"trained_characters": "0-9"}""", null, null)]
    [InlineData("""{"other": 1}""", null, null)]
    [InlineData(null, null, null)]
    public void The_corpus_may_say_which_part_was_trained_on(string? fields, int? start, int? end)
    {
        var part = TrainedPart.Of(new RunDocument(0, "a", Membership.Unknown, null, fields, DocumentFacts.Of("text")));
        Assert.Equal((start, end), (part?.Start, part?.End));
    }

    [Fact]
    public void Characters_inside_and_outside_are_counted_by_themselves()
    {
        // Covered: 0-9 with .5, 10-19 not at all, 20-29 with 0.
        var coverage = new CharacterCoverage();
        coverage.Paint(new WindowPlace(0, 0, 10), Math.Log(.5));
        coverage.Paint(new WindowPlace(0, 20, 30), double.NegativeInfinity);
        Assert.Equal(new TrainedCoverage(5, 5, 15, 5), new TrainedPart(0, 5).Measure(coverage, .01));
        Assert.Equal(new TrainedCoverage(2, 0, 18, 10), new TrainedPart(15, 22).Measure(coverage, .01));
        Assert.Equal(new TrainedCoverage(0, 0, 20, 10), new TrainedPart(100, 200).Measure(coverage, .01));
    }
}
