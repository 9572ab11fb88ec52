using System.Text.RegularExpressions;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Local.Foreign;

/// <summary>Commands of llama.cpp's converters, for a POSIX shell.</summary>
internal static partial class Conversion
{
    private const int LongestWord = 300;

    /// <param name="folder">With config.json, tokenizer and weights.</param>
    public static string OfModel(string folder) =>
        $"python convert_hf_to_gguf.py {Quote(folder)} --outfile {Quote(NameOf(folder) + ".gguf")} --outtype f16";

    /// <param name="folder">With adapter_config.json and weights.</param>
    /// <param name="model">What the configuration names as its base; null if nothing.</param>
    public static string OfAdapter(string folder, string? model)
    {
        var around = Path.GetFullPath(folder);
        var start = model is null || !IsSafe(model) || model.StartsWith('-') ? "--base BASE_FOLDER"
            : Directory.Exists(Path.GetFullPath(model, around)) ? $"--base {Quote(Path.GetFullPath(model, around))}"
            : Directory.Exists(model) || !HubName().IsMatch(model) ? $"--base {Quote(model)}"
            : $"--base-model-id {Quote(model)}";
        return $"python convert_lora_to_gguf.py {Quote(folder)} {start} --outfile {Quote(NameOf(folder) + ".gguf")} --outtype f32";
    }

    /// <summary>A word that a shell takes as it is. What cannot stand on a line is not given.</summary>
    public static string Quote(string word) => IsSafe(word) ? ShellWord.Path(word) : "FOLDER";

    /// <summary>The same for a folder that is not there yet.</summary>
    /// <param name="folder">What the result is called after.</param>
    public static string OfOriginal(string folder) =>
        $"python convert_hf_to_gguf.py ORIGINAL_FOLDER --outfile {Quote(NameOf(folder) + ".gguf")} --outtype f16";

    private static string NameOf(string folder) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is { Length: > 0 } name ? name : "model";

    private static bool IsSafe(string word) => word.Length is > 0 and <= LongestWord
        && !word.Any(character => char.IsControl(character) || char.IsSurrogate(character)
            || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex HubName();
}
