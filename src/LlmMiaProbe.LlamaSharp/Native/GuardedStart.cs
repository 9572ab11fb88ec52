namespace LlmMiaProbe.LlamaSharp.Native;

/// <summary>
/// Keeps LLamaSharp from starting a program while it loads. It asks <c>vulkaninfo</c> about GPUs, even if the library is named:
/// .NET would take one from the current folder, which somebody may have sent, and may wait 12 s for that of the system.
/// </summary>
internal sealed class GuardedStart : IDisposable
{
    private const string Path = "PATH";
    private const string Program = "vulkaninfo";

    private readonly string? _path = Environment.GetEnvironmentVariable(Path);
    private readonly string? _folder;

    public GuardedStart()
    {
        Environment.SetEnvironmentVariable(Path, "");
        try
        {
            var here = Environment.CurrentDirectory;
            if (MayHold(here))
            {
                // Only then, because the folder belongs to the whole process.
                Environment.CurrentDirectory = AppContext.BaseDirectory;
                _folder = here;
            }
        }
        catch (IOException)
        {
            // A folder that is gone starts nothing.
            _folder = null;
        }
    }

    // What cannot be listed can still be run by its name.
    private static bool MayHold(string folder)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder, Program + "*").Any();
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Path, _path);
        if (_folder is not null)
        {
            Environment.CurrentDirectory = _folder;
        }
    }
}
