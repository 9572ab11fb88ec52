using System.Text;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Corpora;

/// <summary>Paths in commands that a message gives to copy: whoever named a file must not have written a part of the command.</summary>
internal static class ShellPath
{
    /// <summary>In place of a command with a name that cannot be shown in one.</summary>
    public const string NoCommand = "its name has characters that cannot be seen, so no command is given: rename it first";

    /// <summary>Whether a word can be shown in a command such that what is shown is what is meant.</summary>
    public static bool MayStand(string word) => !word.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || SafeText.IsUnsafe(rune));

    public static string Of(string path) => ShellWord.Path(path);

    /// <summary>The path with other words before its extension, or another extension.</summary>
    /// <param name="path">The path.</param>
    /// <param name="ending">What takes the place of the extension; <c>*</c> stands for it.</param>
    public static string Beside(string path, string ending) =>
        Of(Path.ChangeExtension(path, null) + ending.Replace("*", Path.GetExtension(path), StringComparison.Ordinal));
}
