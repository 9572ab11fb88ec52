namespace LlmMiaProbe.Words;

/// <summary>Words of commands that are shown to copy: whoever wrote a name must not have written a part of the command.</summary>
public static class ShellWord
{
    /// <summary>A text as one word of a POSIX shell, in single quotes where it needs them.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > 0 && text.All(IsBare) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    /// <summary>A path as one word that no program takes for an option.</summary>
    public static string Path(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Quote(path.StartsWith('-') ? $"./{path}" : path);
    }

    /// <summary>Whether a shell takes a character as it is, wherever in a word it stands.</summary>
    public static bool IsBare(char character) => char.IsAsciiLetterOrDigit(character)
        || character is '_' or '.' or '/' or ':' or '=' or '@' or '%' or '+' or ',' or '-';
}
