using System.Text.Json;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>
/// One document's token scores for its heat map, as JSON: <c>w</c> (texts), and per token <c>t</c> (its text), <c>l</c>
/// (-log p in hundredths of a nat, null for probability 0), <c>r</c> (rank), <c>g</c> (text of the model's own top guess),
/// <c>q</c> (-log p of that), <c>d</c> (log p minus the reference's, in hundredths; absent without one); what an endpoint did not return is
/// absent; <c>c</c> lists what is read and not scored: the number of tokens before it, and its text; <c>first</c> is the text of a first
/// token that nothing predicts, <c>left</c> counts tokens left out.
/// </summary>
internal static class TokenEvidence
{
    /// <summary>More would take a reader hours and a browser seconds.</summary>
    public const int MostTokens = 20_000;

    /// <param name="json">Receives an object.</param>
    /// <param name="target">Scores of the plain text.</param>
    /// <param name="reference">Scores of the same tokens under the reference; null if there are none.</param>
    /// <param name="texts">What the tokens spell; null to show no text at all.</param>
    /// <param name="given">Of a conversation, see <see cref="GivenParts"/>; null for none.</param>
    /// <param name="isRedacted">Leave out what would spell the text.</param>
    public static void Write(
        Utf8JsonWriter json, TokenScores target, TokenScores? reference, TokenTexts? texts, IReadOnlyList<(int Before, string Text)>? given, bool isRedacted)
    {
        var count = Math.Min(target.Count, MostTokens);
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        int Word(string text)
        {
            if (!words.TryGetValue(text, out var word))
            {
                words.Add(text, word = words.Count);
            }

            return word;
        }

        json.WriteStartObject();
        if (texts is not null)
        {
            WriteArray(json, "t", texts.Of(target.Tokens.AsSpan(0, count)), text => Word(text));
            if (target.UnscoredFirstToken is { } first)
            {
                json.WriteString("first", texts.Of(first));
            }
        }

        if (given is not null)
        {
            json.WriteStartArray("c");
            foreach (var (before, text) in given.Where(part => part.Before < count || count == target.Count))
            {
                json.WriteStartArray();
                json.WriteNumberValue(before);
                json.WriteStringValue(text);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        WriteArray(json, "l", target.LogProb.AsSpan(0, count), lp => Hundredths(-lp));
        if (target.Columns.HasFlag(ScoreColumns.Rank))
        {
            WriteArray(json, "r", target.Rank.AsSpan(0, count), rank => rank);
        }

        if (target.Columns.HasFlag(ScoreColumns.Top1))
        {
            WriteArray(json, "q", target.Top1LogProb.AsSpan(0, count), lp => Hundredths(-lp));
            if (texts is not null && !isRedacted)
            {
                WriteArray(json, "g", target.Top1.AsSpan(0, count), token => Word(texts.Of(token)));
            }
        }

        if (reference is not null && reference.Tokens.AsSpan().SequenceEqual(target.Tokens))
        {
            json.WriteStartArray("d");
            for (var i = 0; i < count; i++)
            {
                WriteNumber(json, Hundredths(target.LogProb[i] - reference.LogProb[i]));
            }

            json.WriteEndArray();
        }

        WriteArray(json, "w", words.OrderBy(word => word.Value).Select(word => word.Key).ToArray(), json.WriteStringValue);
        json.WriteNumber("left", target.Count - count);
        json.WriteEndObject();
    }

    private static int? Hundredths(double nats) => double.IsFinite(nats) ? (int)Math.Round(nats * 100) : null;

    private static void WriteArray<T>(Utf8JsonWriter json, string name, ReadOnlySpan<T> values, Func<T, int?> number) =>
        WriteArray(json, name, values, value => WriteNumber(json, number(value)));

    private static void WriteArray<T>(Utf8JsonWriter json, string name, ReadOnlySpan<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            write(value);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
