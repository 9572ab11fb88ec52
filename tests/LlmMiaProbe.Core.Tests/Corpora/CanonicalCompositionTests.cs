using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class CanonicalCompositionTests
{
    [Fact]
    public void A_letter_and_its_accent_become_one_character() => Assert.Equal("é", CanonicalComposition.Compose("e\u0301"));

    [Fact]
    public void Every_composite_and_random_sequences_agree_with_another_implementation()
    {
        var vectors = File.ReadLines(RepositoryFolder.PathOf("tests", "LlmMiaProbe.Core.Tests", "Corpora", "form-c.txt")).Skip(1).ToList();
        Assert.Equal(3561, vectors.Count);
        foreach (var vector in vectors)
        {
            var sides = vector.Split(';');
            var composed = CanonicalComposition.Compose(TextOf(sides[0]));
            Assert.Equal(sides[1], PointsOf(composed));
        }
    }

    [Property]
    public Property Composing_twice_changes_nothing_more() =>
        Prop.ForAll(CorpusGenerators.Text.ToArbitrary(), text =>
        {
            var composed = CanonicalComposition.Compose(text);
            return composed == CanonicalComposition.Compose(composed);
        });

    [Fact]
    public void Unpaired_surrogates_are_left_alone() => Assert.Equal("\ud800é\udc00", CanonicalComposition.Compose("\ud800e\u0301\udc00"));

    private static string TextOf(string points) =>
        string.Concat(points.Split(' ').Select(point => char.ConvertFromUtf32(int.Parse(point, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));

    private static string PointsOf(string text) =>
        string.Join(' ', text.EnumerateRunes().Select(rune => rune.Value.ToString("X4", CultureInfo.InvariantCulture)));
}
