namespace LlmMiaProbe.Cli.Views;

/// <summary>Ids and paths as they stand on a terminal.</summary>
internal static class Names
{
    private const int Longest = 48;

    /// <summary>The id of a document on one line of a terminal: without control characters and not endless.</summary>
    public static string Of(string id)
    {
        var printable = string.Concat(id.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return printable.Length <= Longest ? printable : printable[..(Longest - 1)] + "…";
    }

    /// <summary>A path as short as it can be said: relative if it lies below the current directory.</summary>
    public static string OfPath(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
