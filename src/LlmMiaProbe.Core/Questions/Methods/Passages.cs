namespace LlmMiaProbe.Questions;

/// <summary>Cuts a text into passages of whole words.</summary>
public static class Passages
{
    /// <summary>Texts of fewer words than this are not asked about.</summary>
    public const int FewestWords = 20;

    /// <summary>
    /// As many passages of equal length as come nearest to the wanted one without being shorter, in words between white
    /// space; of more than the most, those that lie evenly over the text. A shorter text is one passage. A border moves to
    /// the nearest end of a sentence within a quarter of a passage: a rewriting begins and ends with a sentence, too.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="words">Wanted length, at least 1.</param>
    /// <param name="most">Passages at most, at least 1.</param>
    /// <returns>Empty for fewer than <see cref="FewestWords"/> words.</returns>
    public static IReadOnlyList<string> Of(string text, int words, int most)
    {
        var places = Words(text);
        if (places.Count < FewestWords)
        {
            return [];
        }

        var count = Math.Max(1, places.Count / words);
        var taken = Math.Min(count, most);
        return [.. Enumerable.Range(0, taken).Select(i => Cut(taken == count ? i : (int)((((2L * i) + 1) * count) / (2L * taken))))];

        int Border(int passage) => (int)((long)passage * places.Count / count) is var border && border > 0 && border < places.Count
            ? Snap(text, places, border, places.Count / count / 4)
            : border;

        string Cut(int passage) => text[places[Border(passage)].Start..places[Border(passage + 1) - 1].End];
    }

    private static int Snap(string text, List<(int Start, int End)> places, int border, int reach)
    {
        for (var distance = 0; distance <= reach; distance++)
        {
            foreach (var candidate in new[] { border - distance, border + distance })
            {
                var word = text.AsSpan(places[candidate - 1].Start..places[candidate - 1].End).TrimEnd("\"')]_\u201D\u2019");
                if (word is [.., '.' or '!' or '?'])
                {
                    return candidate;
                }
            }
        }

        return border;
    }

    /// <summary>Where the words of a text stand, UTF-16 units.</summary>
    internal static List<(int Start, int End)> Words(string text)
    {
        var places = new List<(int Start, int End)>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            while (i < text.Length && !char.IsWhiteSpace(text[i]))
            {
                i++;
            }

            if (i > start)
            {
                places.Add((start, i));
            }
            else
            {
                i++;
            }
        }

        return places;
    }
}
