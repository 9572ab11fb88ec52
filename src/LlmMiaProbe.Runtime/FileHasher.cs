using System.Security.Cryptography;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Runtime;

/// <summary>SHA-256 of model files, remembered by size and time stamp: hashing 40 GB takes minutes.</summary>
/// <param name="memory">Where hashes are remembered, or null.</param>
/// <param name="progress">Told how many mebibytes of a large file are hashed, or null.</param>
internal sealed class FileHasher(IProbeStore? memory, IProgress<ProbeProgress>? progress)
{
    private const int BufferBytes = 1 << 20;

    // Smaller files take less than a second.
    private const long WorthTelling = 512L << 20;

    public string Hash(string path)
    {
        var file = new FileInfo(path);
        var modified = new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero);
        if (memory?.RecallFileHash(file.FullName, file.Length, modified) is { } known)
        {
            return known;
        }

        var hash = Compute(file);
        memory?.RememberFileHash(file.FullName, file.Length, modified, hash);
        return hash;
    }

    private string Compute(FileInfo file)
    {
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        var done = 0L;
        for (int read; (read = stream.Read(buffer)) > 0; done++)
        {
            hash.AppendData(buffer, 0, read);
            if (file.Length >= WorthTelling)
            {
                progress?.Report(new ProbeProgress($"hashing {file.Name} (MiB)", done + 1, (file.Length / BufferBytes) + 1, 0, 0, 0));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
