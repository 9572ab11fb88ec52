using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>
/// Every attempt that was ever made, failed ones too. Rows are appended and never changed or removed. An attempt that
/// succeeded is found by content and shared by all runs, so nothing is generated twice.
/// </summary>
public interface IAttemptLog
{
    /// <summary>The successful attempt with this key, or null.</summary>
    Attempt? FindAttempt(AttemptKey key);

    /// <summary>The last failed attempt with this key, or null.</summary>
    Attempt? FindFailedAttempt(AttemptKey key);

    /// <summary>Under which policies there are attempts of a model, the one with most of them first.</summary>
    IReadOnlyList<string> ReadAttemptPolicies(ModelFingerprint model);

    /// <summary>Appends an attempt, unless it succeeded and is there already, and that the run used it. Durable when it returns.</summary>
    void AddAttempt(long run, AttemptUse use, Attempt attempt);

    /// <summary>
    /// Appends an attempt, unless it succeeded and is there already, that no run uses yet. A run that finds it uses it as one of its own.
    /// </summary>
    void KeepAttempt(Attempt attempt);

    /// <summary>What a run used, in the order of its first use, streamed.</summary>
    IEnumerable<(AttemptUse Use, Attempt Attempt)> ReadAttempts(long run);

    /// <summary>What a run used for one document and purpose, in the order of its first use.</summary>
    IReadOnlyList<(AttemptUse Use, Attempt Attempt)> ReadAttempts(long run, ContentHash document, string purpose);

    /// <summary>The chains of all uses that were ever put on record, in the order in which they were begun.</summary>
    IReadOnlyList<AttemptSegment> ReadSegments();

    /// <summary>All links, by segment, then number, streamed.</summary>
    IEnumerable<AttemptLink> ReadLinks();
}
