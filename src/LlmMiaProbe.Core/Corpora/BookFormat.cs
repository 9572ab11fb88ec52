namespace LlmMiaProbe.Corpora;

/// <summary>A text file as one document, blank lines and all. Its id is the file name.</summary>
internal sealed class BookFormat : ICorpusFormat
{
    public string Accepted => "a .txt, .text or .md file";

    public bool Accepts(string path) => PlainTextFormat.IsTextFile(path) && !Directory.Exists(path);

    public void Require(CorpusFile file) => CorpusBytes.Open(file.Path).Dispose();

    public IEnumerable<CorpusRecord> Read(CorpusFile file)
    {
        yield return WholeFile.Read(file.Path, file.Name, file.Label ?? Membership.Unknown, 1, CorpusLimits.RecordBytes);
    }
}
