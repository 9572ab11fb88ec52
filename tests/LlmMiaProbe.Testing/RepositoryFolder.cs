namespace LlmMiaProbe.Testing;

public static class RepositoryFolder
{
    /// <summary>A path below the folder of LlmMiaProbe.sln.</summary>
    public static string PathOf(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LlmMiaProbe.sln")))
            {
                return Path.Combine([folder.FullName, .. parts]);
            }
        }

        throw new DirectoryNotFoundException("No folder above the tests holds LlmMiaProbe.sln.");
    }
}
