using System.Text.RegularExpressions;

namespace LlmMiaProbe.Local;

/// <summary>What every build of llama.cpp has in common on disk and in its own words.</summary>
internal static partial class NativeFolder
{
    /// <summary>The file of a library in a folder, whatever release its name carries; null if there is none.</summary>
    public static string? FileOf(string folder, string name) => Directory.EnumerateFiles(folder)
        .Where(file => NameOf(file) == name)
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>What library a file is, such as <c>ggml-base</c>; null if it is none that is loaded by name.</summary>
    public static string? NameOf(string file) => LibraryName().Match(Path.GetFileName(file)) is { Success: true } match ? match.Groups["name"].Value : null;

    /// <summary>"CPU : SSE3 = 1 | AVX = 1 | LLAMAFILE = 1 |" becomes "CPU SSE3 AVX LLAMAFILE".</summary>
    public static string CondenseFeatures(string system) => string.Join(' ', system
        .Split([':', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(part => !part.Contains('=', StringComparison.Ordinal) || part.EndsWith("= 1", StringComparison.Ordinal))
        .Select(part => part.Split('=')[0].Trim()));

    // libllama.so, libllama.v0.5.0.so, libllama.vulkan.v0.5.0.so, libllama.b8390.so, libllama.0.dylib, llama.dll, libggml-base.so; not libllama-common.so.
    [GeneratedRegex(@"^(lib)?(?<name>llama|ggml-base|ggml-cpu|ggml)(\.[a-z]+)?(\.[vb]?\d[\d.]*)?\.(so|dylib|dll)(\.\d+)*$")]
    private static partial Regex LibraryName();
}
