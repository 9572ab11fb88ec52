using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LLama.Native;
using LlmMiaProbe.Local;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.LlamaSharp;

/// <summary>llama.cpp through LLamaSharp, with the native library of its backend package or of a folder. Once a process.</summary>
public sealed class LlamaSharpEngine : ILlamaEngine
{
    private static readonly Lock s_gate = new();
    private static LlamaSharpEngine? s_loaded;

    // LLamaSharp can be set up once a process, so what it refused stays refused.
    private static string? s_refused;

    private LlamaSharpEngine(string directory, string nativeBuild)
    {
        Directory = directory;
        SupportsGpu = NativeApi.llama_supports_gpu_offload();
        Devices = [SupportsGpu ? "GPU" : "CPU"];
        var features = NativeFolder.CondenseFeatures(Marshal.PtrToStringUTF8(NativeApi.llama_print_system_info()) ?? "");
        Identity = $"llama.cpp through LLamaSharp {Version} (native sha256 {nativeBuild[..16]}) [{features}]";
    }

    /// <summary>Version of the LLamaSharp package that this was built with.</summary>
    public static string Version { get; } = Metadata("LLamaSharp") ?? "unknown";

    // Where it is not known, LLamaSharp's own table of releases says.
    private static string Release { get; } = Metadata("LLamaSharp.Native") is { } release ? $" ({release})" : "";

    public string Identity { get; }

    public string Directory { get; }

    /// <summary>LLamaSharp does not name them.</summary>
    public IReadOnlyList<string> Devices { get; }

    public bool SupportsGpu { get; }

    /// <param name="directory">Folder with a native library of the release that LLamaSharp was made for; null for its backend package.</param>
    /// <param name="logger">Receives llama.cpp's own log.</param>
    /// <exception cref="PrerequisiteException">The library is missing, cannot be loaded, or is of another release.</exception>
    public static LlamaSharpEngine Load(string? directory = null, ILogger? logger = null)
    {
        lock (s_gate)
        {
            SharpLog.Logger = logger ?? SharpLog.Logger;
            if (s_loaded is { } loaded)
            {
                return directory is null || loaded.Directory == Path.GetFullPath(directory)
                    ? loaded
                    : throw new PrerequisiteException($"LLamaSharp has already loaded llama.cpp from {loaded.Directory}; one process can use one folder only, not {directory} as well.");
            }

            if (s_refused is { } reason)
            {
                throw new PrerequisiteException(reason);
            }

            return s_loaded = LoadFrom(directory is null ? null : Path.GetFullPath(directory));
        }
    }

    public ILlamaModel Load(IReadOnlyList<string> files, bool vocabularyOnly, LayerPlacement placement, bool repack) =>
        LlamaSharpModel.Load(files, vocabularyOnly, placement, repack);

    public string? Widen(string source, string destination, int threads)
    {
        var parameters = LLamaModelQuantizeParams.Default();
        parameters.ftype = LLamaFtype.ALL_F32;
        parameters.nthread = threads;
        SharpLog.TakeErrors();
        return NativeApi.llama_model_quantize(source, destination, ref parameters) == 0 ? null : SharpLog.Reasons();
    }

    private static LlamaSharpEngine LoadFrom(string? folder)
    {
        NativeProcess.Claim("LLamaSharp");
        var config = NativeLibraryConfig.LLama.WithLogCallback(SharpLog.OnMessage);
        if (folder is not null)
        {
            config.WithLibrary(FileIn(folder, "llama"));
        }

        if (!config.DryRun(out var library) || library is null || PathOf(library) is not { } path)
        {
            throw Refuse($"LLamaSharp {Version} could not load a native library{(folder is null ? "" : $" from {folder}")} ({SharpLog.Reasons()}): build with -p:LlamaSharpBackend=Cpu, Cuda12 or Vulkan, or name a folder with libraries of its release{Release} by --native-directory.");
        }

        var directory = Path.GetDirectoryName(path) ?? "";
        if (NativeLayout.Compare(NativeLibrary.Load(path)) is { } difference)
        {
            throw Refuse($"The library {path} is not of the release that LLamaSharp {Version} was made for: {difference}. Use the backend package of the same version, or name a folder with that release{Release} by --native-directory.");
        }

        // From here on llama.cpp logs to us.
        NativeApi.llama_empty_call();
        if (folder is not null)
        {
            LoadBackends(FileIn(folder, "ggml"), folder);
        }

        return new LlamaSharpEngine(directory, Digest(directory));
    }

    private static PrerequisiteException Refuse(string reason) => new(s_refused = reason);

    private static string? Metadata(string key) =>
        typeof(LlamaSharpEngine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(entry => entry.Key == key)?.Value;

    private static string FileIn(string folder, string name) => (System.IO.Directory.Exists(folder) ? NativeFolder.FileOf(folder, name) : null)
        ?? throw new PrerequisiteException($"The library lib{name} was not found in {folder}: name a folder with the native libraries of LLamaSharp's release{Release} by --native-directory, or leave it out for those of its backend package.");

    /// <summary>Where a library lies that was loaded; LLamaSharp looks beside the program.</summary>
    private static string? PathOf(LLama.Abstractions.INativeLibrary library) => library
        .Prepare(SystemInfo.Get(), null)
        .Select(path => Path.GetFullPath(path, AppContext.BaseDirectory))
        .FirstOrDefault(File.Exists);

    /// <summary>Compute backends in files of their own, which LLamaSharp does not look for.</summary>
    private static unsafe void LoadBackends(string ggml, string folder)
    {
        if (!NativeLibrary.TryGetExport(NativeLibrary.Load(ggml), "ggml_backend_load_all_from_path", out var load))
        {
            return;
        }

        var path = Marshal.StringToCoTaskMemUTF8(folder);
        try
        {
            ((delegate* unmanaged[Cdecl]<nint, void>)load)(path);
        }
        finally
        {
            Marshal.FreeCoTaskMem(path);
        }
    }

    /// <summary>LLamaSharp does not say which release of llama.cpp it has loaded, so its files do.</summary>
    private static string Digest(string directory)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in System.IO.Directory.EnumerateFiles(directory).Where(file => Path.GetFileName(file) is var name && (name.Contains("llama", StringComparison.Ordinal) || name.Contains("ggml", StringComparison.Ordinal))).Order(StringComparer.Ordinal))
        {
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
