using LlmMiaProbe.Files;


namespace LlmMiaProbe.Cli;

/// <summary>Files that commands write: UTF-8 without a mark, folders made as needed.</summary>
internal static class OutputFile
{
    /// <param name="path">What to write; replaced if it is there.</param>
    /// <param name="text">All of it.</param>
    /// <param name="option">The option that named it.</param>
    /// <exception cref="PrerequisiteException">It cannot be written.</exception>
    public static void Write(string path, string text, string option)
    {
        try
        {
            PrivateFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
            PrivateFile.WriteText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"{path} cannot be written ({e.Message}): choose another file with {option}.", e);
        }
    }
}
