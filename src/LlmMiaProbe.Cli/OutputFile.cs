using LlmMiaProbe.Files;

namespace LlmMiaProbe.Cli;

/// <summary>Files that commands write: UTF-8 without a mark, folders made as needed.</summary>
internal static class OutputFile
{
    /// <param name="path">What to write; replaced if it is there.</param>
    /// <param name="text">All of it.</param>
    /// <param name="option">The option that named it.</param>
    /// <exception cref="PrerequisiteException">It cannot be written.</exception>
    public static void Write(string path, string text, string option) => Write(path, option, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(text);
    });

    /// <param name="path">What to write; replaced if it is there.</param>
    /// <param name="option">The option that named it.</param>
    /// <param name="write">Writes all of it.</param>
    /// <inheritdoc cref="Write(string, string, string)" path="/exception"/>
    public static void Write(string path, string option, Action<Stream> write)
    {
        try
        {
            PrivateFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
            using var stream = PrivateFile.Create(path);
            write(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"{path} cannot be written ({e.Message}): choose another file with {option}.", e);
        }
    }
}
