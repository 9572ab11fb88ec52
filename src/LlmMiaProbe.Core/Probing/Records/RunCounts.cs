namespace LlmMiaProbe.Probing;

/// <summary>What became of a run's documents. Documents = Scored + Failed once the run is finished.</summary>
/// <param name="Documents">Documents read (unreadable lines not included).</param>
/// <param name="Scored">Documents whose evidence is complete.</param>
/// <param name="Failed">Documents whose evidence could not be had.</param>
/// <param name="Cached">Scored documents that needed no decoding in this run.</param>
/// <param name="TokensDecoded">Tokens fed to models in this run.</param>
public sealed record RunCounts(long Documents, long Scored, long Failed, long Cached, long TokensDecoded)
{
    public static RunCounts None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>Lines and records of the corpus that are no documents because they cannot be read.</summary>
    public long Unreadable { get; init; }

    /// <summary>Files of folders that are not read.</summary>
    public long LeftOut { get; init; }
}
