using System.Security;
using LlmMiaProbe.Files;
using LlmMiaProbe.Local.Foreign;
using Microsoft.Win32.SafeHandles;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>The header of one GGUF file (version 2 or 3, little-endian), read and checked without native code. Weights are not read.</summary>
public sealed class GgufFile
{
    internal GgufFile(string path, long length, int version, GgufMetadata metadata, IReadOnlyList<GgufTensor> tensors, long alignment, long dataOffset)
    {
        Path = path;
        Length = length;
        Version = version;
        Metadata = metadata;
        Tensors = tensors;
        Alignment = alignment;
        DataOffset = dataOffset;
    }

    public string Path { get; }

    /// <summary>File name without folders, as sentences name it.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Bytes on disk.</summary>
    public long Length { get; }

    public int Version { get; }

    public GgufMetadata Metadata { get; }

    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>Bytes to which tensors are padded.</summary>
    public long Alignment { get; }

    /// <summary>Byte in the file where the data section starts.</summary>
    public long DataOffset { get; }

    /// <summary>What the system said of the file before its header was read; null if it was gone.</summary>
    public FileIdentity? Identity { get; private init; }

    /// <exception cref="PrerequisiteException">The file is missing, is a folder or may not be read.</exception>
    /// <exception cref="ModelException">The file is not a complete, consistent GGUF file.</exception>
    public static GgufFile Open(string path)
    {
        // Looked at before it is opened: whatever takes its place from here on is noticed.
        FileIdentity? identity = string.IsNullOrWhiteSpace(path) ? null : FileIdentity.Of(path);
        using SafeFileHandle handle = OpenHandle(path);
        try
        {
            GgufFile file = GgufHeader.Read(handle, path, RandomAccess.GetLength(handle));
            return new GgufFile(path, file.Length, file.Version, file.Metadata, file.Tensors, file.Alignment, file.DataOffset) { Identity = identity };
        }
        catch (IOException error)
        {
            throw new PrerequisiteException($"{path} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The stored bytes of an array's elements.</summary>
    /// <exception cref="ModelException">The array is larger than <paramref name="limit"/> bytes, or the file changed.</exception>
    internal byte[] ReadElements(GgufArray array, string key, int limit)
    {
        if (array.Length > limit)
        {
            throw new ModelException(
                FormattableString.Invariant(
                    $"{Name} is damaged: the array '{key}' takes {array.Length:N0} bytes where at most {limit:N0} are plausible: copy or download it again"));
        }

        return ReadAt(array.Position, (int)array.Length);
    }

    /// <summary>Stored bytes, from one of the file on.</summary>
    /// <exception cref="ModelException">The file became shorter.</exception>
    internal byte[] ReadAt(long position, int length)
    {
        using SafeFileHandle handle = OpenHandle(Path);
        byte[] bytes = new byte[length];
        int done = 0;
        try
        {
            while (done < bytes.Length)
            {
                int read = RandomAccess.Read(handle, bytes.AsSpan(done), position + done);
                if (read == 0)
                {
                    throw new ModelException($"{Name} became shorter while it was read: copy or download it again");
                }

                done += read;
            }
        }
        catch (IOException error)
        {
            throw new PrerequisiteException($"{Path} cannot be read: {error.Message}", error);
        }

        return bytes;
    }

    /// <summary>Whether another GGUF file begins at a byte from <paramref name="first"/> to <paramref name="last"/>.</summary>
    internal bool HasHeaderFrom(long first, long last)
    {
        byte[] bytes = new byte[(int)Math.Min(last - first + 4, 1 << 16)];
        using SafeFileHandle handle = OpenHandle(Path);
        try
        {
            return bytes.AsSpan(0, RandomAccess.Read(handle, bytes, first)).IndexOf("GGUF"u8) >= 0;
        }
        catch (IOException error)
        {
            throw new PrerequisiteException($"{Path} cannot be read: {error.Message}", error);
        }
    }

    private static SafeFileHandle OpenHandle(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new PrerequisiteException("no model file is named: give the path of a .gguf file");
        }

        if (Directory.Exists(path))
        {
            throw new PrerequisiteException($"{path} {ForeignModel.ExplainFolder(path)}");
        }

        OutsideFile.Require(path);
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PrerequisiteException(
                $"{path} does not exist: check the path, or download the model there{(ForeignModel.ExplainName(path) is { } hint ? $"; {hint}" : "")}", error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or SecurityException)
        {
            throw new PrerequisiteException($"{path} may not be read by this user: change its permissions", error);
        }
        catch (Exception error) when (error is IOException or ArgumentException or NotSupportedException)
        {
            throw new PrerequisiteException($"{path} cannot be opened: {error.Message}", error);
        }
    }
}
