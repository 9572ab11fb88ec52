namespace LlmMiaProbe.Corpora;

/// <summary>A part of a corpus that is no document: an unreadable line, a repeated id.</summary>
/// <param name="File">File name as the user gave it.</param>
/// <param name="Line">1-based; 0 if the whole file is meant.</param>
/// <param name="Reason">One sentence without the location.</param>
public sealed record CorpusDefect(string File, long Line, string Reason)
{
    public string Location => Line > 0 ? $"{File}:{Line}" : File;
}
