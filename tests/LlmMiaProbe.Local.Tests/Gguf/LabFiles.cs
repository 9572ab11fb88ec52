namespace LlmMiaProbe.Local.Tests.Gguf;

/// <summary>The models that come with the repository.</summary>
internal static class LabFiles
{
    public static string Base { get; } = PathOf("base.gguf");

    public static string Target { get; } = PathOf("target.gguf");

    public static string PathOf(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "corpora", "lab", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"corpora/lab/{name} is not above {AppContext.BaseDirectory}");
    }
}
