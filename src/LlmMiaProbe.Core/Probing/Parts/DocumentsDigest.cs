namespace LlmMiaProbe.Probing;

/// <summary>SHA-256 over the content hashes of documents in order.</summary>
internal sealed class DocumentsDigest : IDisposable
{
    private readonly FramedHash _hash = new("documents of a run/1");

    public long Count { get; private set; }

    public void Add(ReadDocument document)
    {
        _hash.Add(document.Hash.Hex);
        Count++;
    }

    /// <summary>64 hexadecimal digits. Nothing is added after that.</summary>
    public string Finish() => _hash.FinishHex();

    public void Dispose() => _hash.Dispose();
}
