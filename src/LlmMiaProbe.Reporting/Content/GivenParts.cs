using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Reporting.Html;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>What of a conversation a model read and was not scored on, between the tokens that were scored.</summary>
internal static class GivenParts
{
    // In characters: a long part shows its end, which is what the answer follows; of a long conversation only the first parts have text.
    private const int MostOfPart = 2_000;
    private const int MostOfDocument = 40_000;

    /// <summary>Bytes that a document may take in a report beside its scored tokens, at most.</summary>
    /// <param name="mask">Of its text; null for a text that is scored as a whole.</param>
    public static int BytesOf(string? mask) => (int)Math.Min(MostOfDocument, Lengths(mask).Where(part => part.Kind != 's').Sum(part => (long)part.Bytes));

    /// <summary>Bytes of UTF-8 of the whole text; null for a text that is scored as a whole.</summary>
    /// <param name="mask">See <see cref="RenderedText.Mask"/>.</param>
    public static long? WholeBytes(string? mask) => mask is null ? null : Lengths(mask).Sum(part => (long)part.Bytes);

    /// <summary>Each such part with the number of scored tokens before it.</summary>
    /// <param name="conversation">As it was put together.</param>
    /// <param name="scores">Of its scored tokens.</param>
    /// <param name="vocabulary">What they spell.</param>
    /// <param name="isRedacted">Show lengths in place of texts.</param>
    /// <returns>Null if the tokens do not spell the scored parts, so that no place is known.</returns>
    public static IReadOnlyList<(int Before, string Text)>? Of(RenderedText conversation, TokenScores scores, Vocabulary vocabulary, bool isRedacted)
    {
        var (given, next, left) = (new List<(int, string)>(), 0, MostOfDocument);
        var spelled = new List<byte>();
        if (scores.UnscoredFirstToken is { } first)
        {
            spelled.AddRange(vocabulary.BytesOf(first));
        }

        foreach (var part in conversation.Parts)
        {
            if (part.Kind != TextPartKind.Scored)
            {
                given.Add((next, Shown(part.Text, isRedacted, ref left)));
                continue;
            }

            var utf8 = Encoding.UTF8.GetBytes(part.Text);
            while (next < scores.Count && spelled.Count < utf8.Length + Added(spelled, utf8))
            {
                spelled.AddRange(vocabulary.BytesOf(scores.Tokens[next++]));
            }

            if (!spelled.Skip(Added(spelled, utf8)).SequenceEqual(utf8))
            {
                return null;
            }

            spelled.Clear();
        }

        return next == scores.Count ? given : null;
    }

    // SentencePiece puts a space before a text.
    private static int Added(List<byte> spelled, byte[] utf8) => spelled is [(byte)' ', ..] && utf8 is not [(byte)' ', ..] ? 1 : 0;

    private static string Shown(string text, bool isRedacted, ref int left)
    {
        if (isRedacted)
        {
            return $"[{Figures.Count(Encoding.UTF8.GetByteCount(text), "byte")}]";
        }

        var length = Math.Min(text.Length, Math.Min(left, MostOfPart));
        length -= length < text.Length && length > 0 && char.IsLowSurrogate(text[^length]) ? 1 : 0;
        left -= length;
        return (length == text.Length ? "" : $"[… {Figures.Count(text.Length - length, "character")}] ") + VisibleText.Of(text[^length..]);
    }

    private static IEnumerable<(char Kind, int Bytes)> Lengths(string? mask) => mask is not { Length: > 0 } ? []
        : mask.Split(' ').Select(word => (word[0], int.Parse(word.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)));
}
