using System.Globalization;
using System.Text.Json.Serialization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Models;

/// <summary>A LoRA adapter (Hu et al. 2021) that a model is evaluated with.</summary>
/// <param name="File">Path of its GGUF file.</param>
/// <param name="Scale">What its product is multiplied with, beside its own alpha by rank; from -1000 to 1000 and not 0.</param>
public sealed record LoraAdapter([property: JsonRequired] string File, float Scale = 1)
{
    // More than anybody trains with; far larger ones leave nothing of the model but rounding.
    private const float Largest = 1000;

    /// <summary>For people: the file's name, and the scale where it is not 1.</summary>
    [JsonIgnore]
    public string Name => Named(Path.GetFileName(File), Scale);

    /// <summary>As an option takes it.</summary>
    [JsonIgnore]
    public string Word => Named(File, Scale);

    /// <summary>Reads <c>adapter.gguf</c> or <c>adapter.gguf:0.5</c>.</summary>
    /// <param name="where">What named it, such as <c>--lora</c>, to begin a sentence with.</param>
    /// <param name="text">The file and, behind the last colon, its scale.</param>
    /// <param name="folder">Absolute folder that the path is relative to.</param>
    /// <exception cref="ConfigurationException">There is no file name, the scale is no number or 0, or a file of each reading is there.</exception>
    public static LoraAdapter Parse(string where, string text, string folder)
    {
        var colon = text.LastIndexOf(':');
        var (head, tail) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);

        // A colon may be part of a path, as behind the letter of a drive.
        var isPath = colon < 0 || tail.Contains('/') || tail.Contains('\\');
        if (!isPath && System.IO.File.Exists(Absolute(text)))
        {
            return System.IO.File.Exists(Absolute(head))
                ? throw new ConfigurationException(
                    $"{where} {Quotation.Of(text)} may mean the file of that name, or {Quotation.Of(head)} with a scale, and both are there: "
                    + "rename one of them.")
                : new LoraAdapter(Absolute(text));
        }

        if ((isPath ? text : head).Length == 0)
        {
            throw new ConfigurationException($"{where} {Quotation.Of(text)} names no file; expected ADAPTER.gguf or ADAPTER.gguf:SCALE.");
        }

        if (isPath)
        {
            return new LoraAdapter(Absolute(text));
        }

        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return float.TryParse(tail, styles, CultureInfo.InvariantCulture, out var scale) && IsScale(scale)
            ? new LoraAdapter(Absolute(head), scale)
            : throw new ConfigurationException(
                $"{where} {Quotation.Of(text)} has the scale {Quotation.Of(tail)}; expected a number from -1000 to 1000 other than 0, with a decimal point, "
                + "such as ADAPTER.gguf:0.5, or none for 1.");

        string Absolute(string path) => path.Contains('\0')
            ? throw new ConfigurationException($"{where} {Quotation.Of(text)} holds a zero byte; expected the path of a GGUF file.")
            : Path.GetFullPath(path.Length == 0 ? "." : path, folder);
    }

    /// <summary>Refuses to add one adapter twice, under one name or through a link.</summary>
    /// <param name="where">What named them, to begin a sentence with.</param>
    /// <param name="adapters">Of one model.</param>
    /// <exception cref="ConfigurationException">Two are one file.</exception>
    public static void RequireDistinct(string where, IReadOnlyList<LoraAdapter> adapters)
    {
        ArgumentNullException.ThrowIfNull(adapters);
        if (adapters.GroupBy(adapter => OutsideFile.FinalPath(adapter.File), StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ConfigurationException(
                $"{where} names {Path.GetFileName(twice.First().File)} {Times(twice.Count())}; expected each adapter once: add its scales up into one.");
        }
    }

    /// <summary>Whether two models are evaluated with the same adapters, in whatever order and under whatever links.</summary>
    public static bool AreSame(IReadOnlyList<LoraAdapter> some, IReadOnlyList<LoraAdapter> others)
    {
        ArgumentNullException.ThrowIfNull(some);
        ArgumentNullException.ThrowIfNull(others);
        return some.Count == others.Count && Places(some).SequenceEqual(Places(others));

        static IEnumerable<LoraAdapter> Places(IReadOnlyList<LoraAdapter> adapters) => adapters
            .Select(adapter => adapter with { File = OutsideFile.FinalPath(adapter.File) })
            .OrderBy(adapter => adapter.File, StringComparer.Ordinal)
            .ThenBy(adapter => adapter.Scale);
    }

    /// <summary>Whether a model can be evaluated with an adapter under this scale.</summary>
    public static bool IsScale(float scale) => Math.Abs(scale) is > 0 and <= Largest;

    /// <summary>A name with its scale, as people and options write it.</summary>
    public static string Named(string name, float scale) => scale.Equals(1f) ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{scale:R}");

    private static string Times(int count) => count == 2 ? "twice" : string.Create(CultureInfo.InvariantCulture, $"{count} times");
}
