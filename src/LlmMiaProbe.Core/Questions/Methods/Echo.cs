using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Questions;

/// <summary>A reply that begins with what the model was given: that part was not produced by it and never counts.</summary>
internal static class Echo
{
    /// <summary>The reply without the end of the given text at its beginning: the longest such piece of at least five words, compared word by word.</summary>
    /// <param name="given">What the model was given.</param>
    /// <param name="reply">What came back.</param>
    public static string Cut(string given, string reply)
    {
        const int fewest = 5;
        var numbering = new WordNumbering();
        var (before, after) = (numbering.Read(given), numbering.Read(reply));
        for (var length = Math.Min(before.Count, after.Count); length >= fewest; length--)
        {
            if (before.Numbers.AsSpan(before.Count - length).SequenceEqual(after.Numbers.AsSpan(0, length)))
            {
                return reply[(after.Starts[length - 1] + after.Lengths[length - 1])..];
            }
        }

        return reply;
    }
}
