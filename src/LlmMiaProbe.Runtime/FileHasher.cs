using System.Security.Cryptography;
using LlmMiaProbe.Files;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Runtime;

/// <summary>
/// SHA-256 of model files. What was hashed before is spared only if the system says that it is the very same file, unchanged: hashing 40 GB
/// takes minutes. Whoever hashes a file reads all of it, so its weights are looked at on the way: NaN is found before a score is made of it.
/// </summary>
/// <param name="memory">Where hashes are remembered, or null.</param>
/// <param name="progress">Told how many mebibytes of a large file are hashed, or null.</param>
/// <param name="time">The clock by which files are dated; null for the system's.</param>
internal sealed class FileHasher(IProbeStore? memory, IProgress<ProbeProgress>? progress, TimeProvider? time = null)
{
    private const int BufferBytes = 1 << 20;

    // Smaller files take less than a second.
    private const long WorthTelling = 512L << 20;

    /// <exception cref="PrerequisiteException">The file changed meanwhile, or is no file that ends.</exception>
    /// <exception cref="ModelException">A weight is NaN or infinite.</exception>
    public string Hash(string path)
    {
        OutsideFile.Require(path);
        var file = new FileInfo(path);
        var began = (time ?? TimeProvider.System).GetUtcNow();
        var identity = FileIdentity.Of(path);
        if (identity is not null && memory?.RecallFileHash(file.FullName, identity) is { } known)
        {
            return known;
        }

        var hash = Compute(file);
        if (FileIdentity.Of(path) != identity)
        {
            throw new PrerequisiteException($"{path} changed while it was being read: run the command again once nobody writes to it.");
        }

        // Only a file whose weights are sound is remembered, and only once a later change is sure to show.
        if (identity?.IsSettled(began) == true)
        {
            memory?.RememberFileHash(file.FullName, identity, hash);
        }

        return hash;
    }

    private string Compute(FileInfo file)
    {
        var scan = new GgufWeightScan(GgufFile.Open(file.FullName));
        using var stream = new FileStream(
            file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];

        // Of the file, where a link's own length is that of its path.
        var length = stream.Length;
        var (done, left) = (0L, length);
        for (int read; (read = stream.Read(buffer.AsSpan(0, (int)Math.Min(left, BufferBytes)))) > 0; done++)
        {
            left -= read;
            hash.AppendData(buffer, 0, read);
            scan.Read(buffer.AsSpan(0, read));
            if (length >= WorthTelling)
            {
                progress?.Report(new ProbeProgress($"hashing {file.Name} (MiB)", done + 1, (length / BufferBytes) + 1, 0, 0, 0));
            }
        }

        scan.RequireSound();
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
