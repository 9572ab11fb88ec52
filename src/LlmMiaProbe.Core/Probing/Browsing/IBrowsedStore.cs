using LlmMiaProbe.Corpora;
using LlmMiaProbe.Generation;

namespace LlmMiaProbe.Probing;

/// <summary>A store that is looked through page by page, at a price that grows with the page and not with the text.</summary>
/// <remarks>
/// These reads do not hold a run against its seal, which takes seconds where a run is large; whoever shows them calls
/// <see cref="IProbeStore.RequireUnaltered"/> beside them.
/// </remarks>
public interface IBrowsedStore : IProbeStore
{
    /// <summary>Runs, the latest first.</summary>
    RunPage FindRuns(RunQuery query);

    /// <summary>Documents of a run with one attack's score each.</summary>
    DocumentPage FindDocuments(long run, DocumentQuery query);

    /// <summary>Hashes of the store's documents that begin with these hexadecimal digits (8 to 64), at most so many.</summary>
    IReadOnlyList<ContentHash> FindHashes(string digits, int most);

    /// <summary>Where a text is a document, the latest run first, at most so many.</summary>
    IReadOnlyList<DocumentSighting> FindSightings(ContentHash hash, int most);

    /// <summary>The scores of one document, each with its place among the non-members that the run holds documents against.</summary>
    /// <param name="run">Its number.</param>
    /// <param name="ordinal">0-based position of the document.</param>
    /// <param name="hasOwnCalibration">Whether those non-members are a corpus of their own (see <see cref="Statistics.TestDesign.HasOwnCalibration"/>).</param>
    /// <param name="attack">Its spelled-out id; null for all, which takes as many times longer.</param>
    IReadOnlyList<PlacedScore> FindPlaces(long run, long ordinal, bool hasOwnCalibration, string? attack);

    /// <summary>What a run asked models to produce, in that order.</summary>
    /// <param name="run">Its number.</param>
    /// <param name="offset">How many to leave out.</param>
    /// <param name="length">How many at most.</param>
    AttemptPage FindAttempts(long run, long offset, int length);

    /// <summary>How far a run has come.</summary>
    RunAdvance FindAdvance(long run);
}

/// <param name="Total">All that the run has.</param>
/// <param name="Attempts">Those of the page.</param>
public sealed record AttemptPage(long Total, IReadOnlyList<(AttemptUse Use, Attempt Attempt)> Attempts);

/// <summary>What of a run under way is in the store.</summary>
/// <param name="Registered">Documents.</param>
/// <param name="Failed">Documents with a failure.</param>
/// <param name="Attempts">Attempts to make a model produce text.</param>
/// <param name="Answered">Documents with an answer, for each request such as <c>target/plain</c>, in order of their names.</param>
public sealed record RunAdvance(long Registered, long Failed, long Attempts, IReadOnlyList<(string Request, long Documents)> Answered);
