using System.Text;

namespace LlmMiaProbe.Files;

/// <summary>
/// The way in for every file that was named from outside: only ordinary files, which end. A pipe would make the program wait for ever, a
/// device would never end, and a file that grows has no contents that could be named afterwards.
/// </summary>
public static class OutsideFile
{
    /// <summary>More than any file of settings, prompts or a manifest that people write.</summary>
    public const long SmallFile = 16L << 20;

    /// <summary>More than any file that a program writes and that is read at once, such as a table of frequencies.</summary>
    public const long LargeFile = 1L << 30;

    // Their files are made up as they are read, some without an end.
    private static readonly string[] s_madeUp = ["/proc/", "/sys/"];

    /// <summary>Says nothing of a path where there is nothing.</summary>
    /// <exception cref="PrerequisiteException">It is there and no ordinary file.</exception>
    public static void Require(string path)
    {
        if (WhyNot(path) is { } reason)
        {
            throw new PrerequisiteException($"{path} is {reason}: name an ordinary file, or copy what it gives into one.");
        }
    }

    /// <summary>What it is in place of an ordinary file, in words that follow "is"; null for an ordinary file and for nothing.</summary>
    public static string? WhyNot(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FileStatus.Of(path)?.Kind switch
        {
            FileStatus.Fifo => "a pipe, which need not end",
            FileStatus.CharacterDevice or FileStatus.BlockDevice => "a device, which need not end",
            FileStatus.Socket => "a socket",
            FileStatus.Ordinary when OperatingSystem.IsLinux()
                && Array.Exists(s_madeUp, folder => FinalPath(path).StartsWith(folder, StringComparison.Ordinal)) =>
                "made up by the system as it is read",
            _ => null,
        };
    }

    /// <summary>Opens a file to read all of it, from its beginning to the end that it has now.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Bytes that it may have at most.</param>
    /// <exception cref="PrerequisiteException">
    /// It is no ordinary file or too long (from this call), or it grew meanwhile (from reading).
    /// </exception>
    /// <exception cref="IOException">It is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static Stream OpenRead(string path, long most = long.MaxValue)
    {
        Require(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        if (!file.CanSeek)
        {
            file.Dispose();
            throw new PrerequisiteException($"{path} is a pipe or a device: name an ordinary file, or copy what it gives into one.");
        }

        if (file.Length > most)
        {
            var length = file.Length;
            file.Dispose();
            throw new PrerequisiteException(FormattableString.Invariant(
                $"{path} has {length:N0} bytes, and {most:N0} are the most that such a file may have: check that it is the right one."));
        }

        return new WholeStream(file, path);
    }

    /// <summary>Opens a file to read parts of it, such as one that is read from its end.</summary>
    /// <exception cref="PrerequisiteException">It is no ordinary file.</exception>
    /// <inheritdoc cref="OpenRead" path="/exception[@cref='T:System.IO.IOException' or @cref='T:System.UnauthorizedAccessException']"/>
    public static Stream OpenSeekable(string path)
    {
        Require(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 << 10);
        if (!file.CanSeek)
        {
            file.Dispose();
            throw new PrerequisiteException($"{path} is a pipe or a device: name an ordinary file, or copy what it gives into one.");
        }

        return file;
    }

    /// <summary>All bytes of a file.</summary>
    /// <inheritdoc cref="OpenRead" path="/param"/>
    /// <inheritdoc cref="OpenRead" path="/exception"/>
    public static byte[] ReadBytes(string path, long most = SmallFile)
    {
        using var stream = OpenRead(path, most);
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>All text of a file in UTF-8, or as its byte order mark says.</summary>
    /// <inheritdoc cref="OpenRead" path="/param"/>
    /// <inheritdoc cref="OpenRead" path="/exception"/>
    /// <exception cref="DecoderFallbackException">It is not UTF-8, and <paramref name="isStrict"/> was asked for.</exception>
    public static string ReadText(string path, long most = SmallFile, bool isStrict = false)
    {
        using var reader = new StreamReader(
            OpenRead(path, most),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: isStrict),
            detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>Where a path leads once all links in it are followed, those of its folders too.</summary>
    public static string FinalPath(string path)
    {
        const int mostLinks = 40;
        var rest = new Stack<string>(Parts(Path.GetFullPath(path)).Reverse());
        var done = Path.GetPathRoot(Path.GetFullPath(path)) ?? "/";
        for (var links = 0; rest.TryPop(out var part);)
        {
            if (part == "..")
            {
                done = Path.GetDirectoryName(done) ?? done;
                continue;
            }

            var next = Path.Combine(done, part);
            string? target = null;
            try
            {
                target = new FileInfo(next).LinkTarget;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // What may not be looked at cannot be opened either.
            }

            if (target is null || ++links > mostLinks)
            {
                done = next;
                continue;
            }

            done = Path.IsPathRooted(target) ? Path.GetPathRoot(target) ?? done : done;
            foreach (var name in Parts(target).Reverse())
            {
                rest.Push(name);
            }
        }

        return done;
    }

    private static IEnumerable<string> Parts(string path) => path[(Path.GetPathRoot(path)?.Length ?? 0)..]
        .Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
        .Where(part => part != ".");
}
