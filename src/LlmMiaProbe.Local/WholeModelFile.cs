using LlmMiaProbe.Files;

namespace LlmMiaProbe.Local;

/// <summary>Writes a file beside its place and moves it there once it is whole, so that a kill or a full disk leaves the file from before.</summary>
internal static class WholeModelFile
{
    /// <param name="path">Where the file will be.</param>
    /// <param name="write">Writes it at the path that it is given.</param>
    /// <exception cref="PrerequisiteException">It cannot be written, as when the disk is full.</exception>
    public static void Write(string path, Action<string> write)
    {
        var whole = Path.GetFullPath(path);
        var part = $"{whole}.part";
        try
        {
            PrivateFile.CreateFolder(Path.GetDirectoryName(whole) ?? ".");
            // Made first, and not taken from a killed process, so that whatever writes it writes into a private file.
            File.Delete(part);
            PrivateFile.Create(part).Dispose();
            write(part);
            PrivateFile.Replace(part, whole);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Remove(part);
            throw new PrerequisiteException(
                $"{path} could not be written ({error.Message}): make room or name another place; what stood there before is untouched.", error);
        }
        catch
        {
            Remove(part);
            throw;
        }
    }

    private static void Remove(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What made it fail is said.
        }
    }
}
