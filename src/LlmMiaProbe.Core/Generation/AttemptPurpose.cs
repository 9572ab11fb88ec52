using System.Globalization;

namespace LlmMiaProbe.Generation;

/// <summary>The purposes of attempts, as they stand in store and evidence.</summary>
public static class AttemptPurpose
{
    /// <summary>
    /// Continuations of a document's beginning, shared by all attacks that look at them; in the store with what the pool consists of, see
    /// <see cref="PoolSettings.Id"/>.
    /// </summary>
    public const string Pool = "pool";

    /// <summary>A piece of a whole work, continued greedily from its first tokens; each piece follows the one before.</summary>
    public const string WholeWork = "whole-work";

    /// <summary>Completions of a sentence that asks for a secret.</summary>
    public const string Secret = "secret";

    /// <summary>A paraphrase of a passage, written by a model that the user names.</summary>
    public const string Paraphrase = "paraphrase";

    /// <summary>Which of four passages is the verbatim one.</summary>
    public const string Decop = "decop";

    /// <summary>Which proper name stands in a passage.</summary>
    public const string NameCloze = "name-cloze";

    /// <summary>How a text goes on in a source that is named.</summary>
    public const string Guided = "guided";

    /// <summary>How a text may go on.</summary>
    public const string General = "general";

    /// <summary>A passage with some words replaced, written by a model that the user names.</summary>
    public const string QuizRewrite = "quiz-rewrite";

    /// <summary>A quiz without a right passage, which shows what letters the model prefers.</summary>
    public const string QuizBias = "quiz-bias";

    /// <summary>A quiz with one verbatim passage.</summary>
    public const string Quiz = "quiz";

    /// <summary>A turn of a chat that is to continue a text.</summary>
    public const string Turn = "turn";

    /// <summary>A word to be repeated forever.</summary>
    public const string RepeatWord = "repeat-word";

    /// <summary>
    /// Whether it is a question to a chat model, whose log entry spells the chat in <see cref="Models.PackedText"/>: all that is no
    /// continuation of a text.
    /// </summary>
    public static bool IsQuestion(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        return purpose is not (WholeWork or Secret)
            && !purpose.StartsWith(Pool, StringComparison.Ordinal)
            && !purpose.StartsWith(WindowStart, StringComparison.Ordinal);
    }

    private const string WindowStart = "window(start=";

    /// <summary>Continuations of the prefix of a window.</summary>
    /// <param name="start">Where the window begins in its document, UTF-16 characters.</param>
    public static string Window(int start) => string.Create(CultureInfo.InvariantCulture, $"{WindowStart}{start})");

    /// <summary>Where the window begins whose prefix was continued; null for another purpose.</summary>
    public static int? StartOfWindow(string purpose) => purpose.StartsWith(WindowStart, StringComparison.Ordinal)
        && int.TryParse(purpose.AsSpan(WindowStart.Length).TrimEnd(')'), NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : null;
}
