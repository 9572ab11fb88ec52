using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace LlmMiaProbe.Local;

/// <summary>GPU backends that lie beside the library and offer no device. llama.cpp passes over them in silence.</summary>
internal static partial class IdleBackends
{
    /// <param name="folder">Where the libraries are.</param>
    /// <param name="devices">The devices that were found.</param>
    /// <returns>A sentence for each, which says what it lacks.</returns>
    public static IReadOnlyList<string> Find(string folder, IReadOnlyList<string> devices) =>
    [
        .. Directory.EnumerateFiles(folder)
            .Select(file => (File: file, Match: GpuLibrary().Match(Path.GetFileName(file))))
            .Where(
                library => library.Match.Success
                    && !devices.Any(device => device.StartsWith(library.Match.Groups["name"].Value, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(library => library.File, StringComparer.Ordinal)
            .Select(library => Explain(Path.GetFileName(library.File), library.Match.Groups["name"].Value, LoadError(library.File))),
    ];

    /// <param name="file">The backend's file name.</param>
    /// <param name="backend">cuda, vulkan, ...</param>
    /// <param name="error">What the loader says; null if it loads.</param>
    internal static string Explain(string file, string backend, string? error) => (error, MissingLibrary().Match(error ?? "")) switch
    {
        (null, _) => $"{file} loads but finds no {backend} device: check that the machine has a GPU and its driver (nvidia-smi or vulkaninfo lists it).",
        (_, { Success: true }) => $"{file} cannot be used because {WhyNot(error ?? "")}.",
        _ => $"{file} cannot be used: {error.ReplaceLineEndings(" ").Trim()}",
    };

    /// <summary>What a library lacks, by what the loader says, and how to get it; null if it does not say.</summary>
    internal static string? WhyNot(string error) =>
        MissingLibrary().Match(error) is { Success: true } missing
            ? $"{missing.Groups["name"].Value} is missing: {Remedy(missing.Groups["name"].Value)}"
            : null;

    private static string Remedy(string library) => library switch
    {
        _ when library.StartsWith("libgomp", StringComparison.Ordinal) => "install the OpenMP runtime (apt-get install libgomp1, dnf install libgomp)",
        _ when library.StartsWith("libcuda.", StringComparison.Ordinal) || library == "nvcuda.dll" => "install the NVIDIA driver, which brings it",
        _ when library.StartsWith("libcu", StringComparison.Ordinal) => "install the runtime libraries of CUDA "
            + $"{library.Split(".so.").ElementAtOrDefault(1) ?? ""} and name their folder in LD_LIBRARY_PATH",
        _ when library.StartsWith("libvulkan", StringComparison.Ordinal) => "install the Vulkan loader (libvulkan1) and the driver of the GPU",
        _ => "install what brings it and name its folder in LD_LIBRARY_PATH",
    };

    private static string? LoadError(string file)
    {
        try
        {
            NativeLibrary.Load(file);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return e.Message;
        }
    }

    [GeneratedRegex(@"^(lib)?ggml-(?<name>cuda|vulkan|hip|sycl)(\.[\w.]+)?\.(so|dll)$")]
    private static partial Regex GpuLibrary();

    [GeneratedRegex(@"(?<name>[\w.+-]+\.so[\w.]*): cannot open shared object file")]
    private static partial Regex MissingLibrary();
}
