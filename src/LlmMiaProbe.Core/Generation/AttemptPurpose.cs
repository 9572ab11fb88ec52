using System.Globalization;

namespace LlmMiaProbe.Generation;

/// <summary>The purposes of attempts, as they stand in store and evidence.</summary>
public static class AttemptPurpose
{
    /// <summary>Continuations of a document's beginning, shared by all attacks that look at them; in the store with what the pool consists of, see <see cref="PoolSettings.Id"/>.</summary>
    public const string Pool = "pool";

    /// <summary>A piece of a whole work, continued greedily from its first tokens; each piece follows the one before.</summary>
    public const string WholeWork = "whole-work";

    /// <summary>Completions of a sentence that asks for a secret.</summary>
    public const string Secret = "secret";

    private const string WindowStart = "window(start=";

    /// <summary>Continuations of the prefix of a window.</summary>
    /// <param name="start">Where the window begins in its document, UTF-16 characters.</param>
    public static string Window(int start) => string.Create(CultureInfo.InvariantCulture, $"{WindowStart}{start})");

    /// <summary>Where the window begins whose prefix was continued; null for another purpose.</summary>
    public static int? StartOfWindow(string purpose) => purpose.StartsWith(WindowStart, StringComparison.Ordinal)
        && int.TryParse(purpose.AsSpan(WindowStart.Length).TrimEnd(')'), NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : null;
}
