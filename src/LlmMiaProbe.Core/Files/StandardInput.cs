namespace LlmMiaProbe.Files;

/// <summary>
/// Standard input as a file that can be read again: its bytes are kept in a private temporary file, which the system takes away with the
/// process however that ends.
/// </summary>
public static class StandardInput
{
    /// <summary>The path that stands for it.</summary>
    public const string Name = "-";

    private const long RoomLeft = 1L << 30;
    private const long CheckedEvery = 64L << 20;

    private static readonly Lock s_lock = new();
    private static FileStream? s_kept;

    /// <summary>All of it from the beginning, and again with each call. Waits until it ends.</summary>
    /// <exception cref="PrerequisiteException">It is a terminal, or does not fit on the disk for temporary files.</exception>
    /// <exception cref="IOException">It cannot be read or kept.</exception>
    public static Stream Open()
    {
        lock (s_lock)
        {
            if (s_kept is null)
            {
                if (!Console.IsInputRedirected)
                {
                    throw new PrerequisiteException(
                        "The corpus is standard input (-), and nothing was piped into it: give it as in 'zcat docs.jsonl.gz | mia-probe corpus check -', "
                        + "and a run that is resumed the same input again.");
                }

                using var input = Console.OpenStandardInput();
                s_kept = Keep(input);
            }

            return new KeptBytes(s_kept);
        }
    }

    /// <summary>Puts other bytes in the place of standard input, for tests.</summary>
    internal static void Replace(Stream? input)
    {
        lock (s_lock)
        {
            s_kept?.Dispose();
            s_kept = input is null ? null : Keep(input);
        }
    }

    private static FileStream Keep(Stream input)
    {
        var folder = Path.GetTempPath();
        var path = Path.Combine(folder, $"mia-probe-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var kept = new FileStream(path, options);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                // It stays as long as it is open, and is gone with the process even if that is killed.
                File.Delete(path);
            }

            var (block, unchecked_) = (new byte[1 << 20], CheckedEvery);
            while (input.Read(block) is var count and > 0)
            {
                unchecked_ += count;
                if (unchecked_ >= CheckedEvery)
                {
                    unchecked_ = 0;
                    if (new DriveInfo(folder).AvailableFreeSpace < RoomLeft)
                    {
                        throw new PrerequisiteException(FormattableString.Invariant(
                            $"Standard input does not fit into {folder}, of which {RoomLeft >> 30} GiB must stay free ({kept.Length:N0} bytes came so far): ")
                            + "set TMPDIR to a folder with more room, or give a file.");
                    }
                }

                kept.Write(block, 0, count);
            }

            kept.Flush();
            return kept;
        }
        catch
        {
            kept.Dispose();
            throw;
        }
    }

    private sealed class KeptBytes(FileStream kept) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => kept.Length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var count = RandomAccess.Read(kept.SafeFileHandle, buffer, Position);
            Position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => Length + offset,
        };

        public override void Flush()
        {
            // It is only read.
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
