using System.Globalization;
using System.Text;

namespace LlmMiaProbe.Files;

/// <summary>
/// The way out for every file that the program writes: only its owner may read a new one, whatever the umask. Texts of documents, scores and
/// secrets of canaries are nobody else's business until somebody decides so, as whoever opened a file that is there did.
/// </summary>
public static class PrivateFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode FolderMode = Mode | UnixFileMode.UserExecute;

    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Who runs this program, as a name that can stand in a path.</summary>
    public static string User { get; } = FileStatus.User() is { } number
        ? number.ToString(CultureInfo.InvariantCulture)
        : string.Concat(Environment.UserName.Where(char.IsAsciiLetterOrDigit));

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a file anew. One that is there keeps its mode; a pipe or a device (<c>/dev/stdout</c>) is written to as it is.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static FileStream Create(string path)
    {
        var isFile = OutsideFile.WhyNot(path) is null;
        var isNew = isFile && !File.Exists(path);
        var options = new FileStreamOptions { Mode = isFile ? FileMode.Create : FileMode.Open, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows() && isFile)
        {
            options.UnixCreateMode = Mode;
        }

        var file = new FileStream(path, options);
        if (isNew)
        {
            Close(file);
        }

        return file;
    }

    /// <summary>Makes a file that is not there yet, for a secret: whoever could read one that is there would read it.</summary>
    /// <exception cref="IOException">There is something, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static FileStream CreateNew(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Mode;
        }

        var file = new FileStream(path, options);
        Close(file);
        return file;
    }

    /// <summary>Writes a text in UTF-8 without a mark into a file that is not there yet.</summary>
    /// <inheritdoc cref="CreateNew" path="/exception"/>
    public static void WriteNewText(string path, string text)
    {
        using var writer = new StreamWriter(CreateNew(path), s_utf8);
        writer.Write(text);
    }

    /// <summary>Puts a file that was written beside its place there. One that stood there hands its mode down.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    public static void Replace(string part, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            try
            {
                File.SetUnixFileMode(part, File.Exists(path) ? File.GetUnixFileMode(path) : Mode);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Some file systems have no modes.
            }
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Writes a text in UTF-8 without a mark.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    public static void WriteText(string path, string text)
    {
        using var writer = CreateText(path);
        writer.Write(text);
    }

    /// <inheritdoc cref="WriteText"/>
    public static StreamWriter CreateText(string path) => new(Create(path), s_utf8);

    /// <summary>Lines, each with an end.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    public static void WriteLines(string path, IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        using var writer = CreateText(path);
        foreach (var line in lines)
        {
            writer.WriteLine(line);
        }
    }

    /// <summary>Makes an empty file for others to fill, such as a library; one that is there is left as it is.</summary>
    /// <returns>Whether it was made now.</returns>
    /// <inheritdoc cref="Create" path="/exception"/>
    public static bool Touch(string path)
    {
        if (Path.Exists(path))
        {
            return false;
        }

        try
        {
            CreateNew(path).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
            return false;
        }
    }

    /// <summary>Makes a folder, and those above it that are missing; what is there is left as it is.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // Made in one call, only the last would be private.
        var missing = new Stack<string>();
        for (var folder = Path.GetFullPath(path); folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
        {
            missing.Push(folder);
        }

        foreach (var folder in missing)
        {
            Directory.CreateDirectory(folder, FolderMode);
        }
    }

    /// <summary>Makes a folder in a place that others write to, such as the one for temporary files, or takes the one that is there.</summary>
    /// <exception cref="PrerequisiteException">What is there is a link, no folder, somebody else's, or open to others.</exception>
    /// <inheritdoc cref="Create" path="/exception"/>
    public static void RequireOwnFolder(string path)
    {
        CreateFolder(path);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var status = FileStatus.Of(path, followsLinks: false);
        if (new DirectoryInfo(path).LinkTarget is not null || !Directory.Exists(path) || (status is not null && status.Owner != FileStatus.User()))
        {
            throw new PrerequisiteException(
                $"{path} is a link or belongs to another user, who could then read or replace what is put there: "
                + "remove it, or set TMPDIR to a folder of your own.");
        }

        // A folder inherits other bits from the one above it, such as that of the group, and they let nobody in.
        if ((File.GetUnixFileMode(path) & OfOthers) != 0)
        {
            throw new PrerequisiteException($"{path} can be opened by other users: run 'chmod 700 {path}', or set TMPDIR to a folder of your own.");
        }
    }

    private static void Close(FileStream file)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            if (File.GetUnixFileMode(file.SafeFileHandle) != Mode)
            {
                File.SetUnixFileMode(file.SafeFileHandle, Mode);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Some file systems have no modes, and somebody else's file that may be written to is not ours to close.
        }
    }
}
