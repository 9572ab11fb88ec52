using System.Text.RegularExpressions;

namespace LlmMiaProbe.Cli.Console;

/// <summary>Says paths below a folder without that folder, as the user who stands in it would.</summary>
internal static class RelativePaths
{
    public static string In(string text) => In(text, Environment.CurrentDirectory);

    /// <param name="text">A sentence or a path.</param>
    /// <param name="folder">An absolute path. A root is left in, because everything lies below it.</param>
    public static string In(string text, string folder) => Path.GetPathRoot(folder) == folder
        ? text
        : Regex.Replace(text, $@"(?<![\w./\\~-]){Regex.Escape(folder + Path.DirectorySeparatorChar)}(?=[^\s'""])", "");
}
