using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using LlmMiaProbe.Local;

namespace LlmMiaProbe.LlamaSharp.Native;

/// <summary>
/// Where the natives of a backend package lie below <c>runtimes</c>, and which of their variants this processor runs. LLamaSharp's
/// own search is not used: it looks in the current folder, too, and starts programs to learn about GPUs.
/// </summary>
/// <param name="Path">With libllama, libggml and libggml-base.</param>
/// <param name="CpuPath">With libggml-cpu, which a GPU package leaves to that of the CPU.</param>
internal sealed record BackendFolder(string Path, string CpuPath)
{
    private const uint FeatureLeaf = 7;
    private const int Vnni = 1 << 11;

    /// <summary>Every folder that has the libraries, best first: those of a GPU before those of the CPU alone.</summary>
    /// <param name="root">Folder of the program.</param>
    public static IReadOnlyList<BackendFolder> Find(string root)
    {
        var natives = System.IO.Path.Combine(root, "runtimes", RuntimeName(), "native");
        var processors = CpuVariants().Select(variant => System.IO.Path.Combine(natives, variant)).Where(HasLlama).ToList();
        var graphics = System.IO.Directory.Exists(natives)
            ? System.IO.Directory
                .EnumerateDirectories(natives)
                .Where(folder => IsGpu(System.IO.Path.GetFileName(folder)) && HasLlama(folder))
                .Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>();
        return
        [
            .. graphics.Select(folder => new BackendFolder(folder, processors.FirstOrDefault() ?? folder)),
            .. processors.Select(folder => new BackendFolder(folder, folder)),
        ];
    }

    /// <summary>The libraries in the order in which they need each other.</summary>
    /// <exception cref="PrerequisiteException">One is missing.</exception>
    public IEnumerable<string> Libraries()
    {
        yield return Require(Path, "ggml-base");
        foreach (var cpu in System.IO.Directory
            .EnumerateFiles(CpuPath)
            .Where(file => NativeFolder.NameOf(file) is "ggml-cpu")
            .Order(StringComparer.Ordinal)
            .Take(1))
        {
            yield return cpu;
        }

        yield return Require(Path, "ggml");
        yield return Require(Path, "llama");
    }

    public static string Require(string folder, string name) => (System.IO.Directory.Exists(folder) ? NativeFolder.FileOf(folder, name) : null)
        ?? throw new PrerequisiteException(
            $"The library lib{name} was not found in {folder}: name a folder with the native libraries that LLamaSharp {LlamaSharpEngine.PackageVersion} was "
            + "made for by --native-directory, or leave it out for those that come with the program.");

    private static bool HasLlama(string folder) => System.IO.Directory.Exists(folder) && NativeFolder.FileOf(folder, "llama") is not null;

    private static bool IsGpu(string name) => name.StartsWith("cuda", StringComparison.Ordinal) || name == "vulkan";

    private static IEnumerable<string> CpuVariants()
    {
        if (X86Base.IsSupported)
        {
            // What the package's own loader asks for before it takes its AVX-512 build.
            if (Avx512F.VL.IsSupported
                && Avx512BW.IsSupported
                && Avx512CD.IsSupported
                && Avx512DQ.IsSupported
                && (X86Base.CpuId((int)FeatureLeaf, 0).Ecx & Vnni) != 0)
            {
                yield return "avx512";
            }

            if (Avx2.IsSupported && Fma.IsSupported)
            {
                yield return "avx2";
            }

            if (Avx.IsSupported)
            {
                yield return "avx";
            }

            yield return "noavx";
        }

        // Packages for ARM and macOS have one variant.
        yield return "";
    }

    private static string RuntimeName()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx"
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }
}
