using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Questions;

/// <summary>
/// Finds what documents have word for word in common with produced texts. Memory grows with the produced texts, about 100 bytes a word;
/// documents pass through.
/// </summary>
internal sealed class ProducedSpans
{
    private readonly WordNumbering _numbering = new();
    private readonly SuffixAutomaton _automaton;

    public ProducedSpans(IReadOnlyList<string> produced)
    {
        // A separator that no text contains: nothing matches across two outputs.
        var words = new List<int>();
        foreach (var (text, i) in produced.Select((text, i) => (text, i)))
        {
            words.AddRange(_numbering.Read(text).Numbers);
            words.Add(-1 - i);
        }

        _automaton = new SuffixAutomaton(words.ToArray());
    }

    /// <summary>The longest stretches of a document that were produced, in its order, none inside another.</summary>
    /// <param name="text">The document.</param>
    /// <param name="fewest">Words of a stretch at least, at least 1.</param>
    public IReadOnlyList<(int Words, string Text)> Find(string text, int fewest)
    {
        var words = _numbering.Read(text);
        var spans = new List<(int Words, string Text)>();
        var (before, end) = (0, 0);
        foreach (var (length, _) in _automaton.Match(words.Numbers).Append((0, 0)))
        {
            // A stretch is as long as it gets where the next word does not continue it.
            if (length <= before && before >= fewest)
            {
                spans.Add((before, text[words.Starts[end - before]..(words.Starts[end - 1] + words.Lengths[end - 1])]));
            }

            before = length;
            end++;
        }

        return spans;
    }
}
