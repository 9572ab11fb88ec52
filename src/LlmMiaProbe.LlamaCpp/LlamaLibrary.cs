using System.Runtime.InteropServices;
using LlmMiaProbe.LlamaCpp.Native;
using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Gguf;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.LlamaCpp;

/// <summary>The native llama.cpp library, loaded once per process from one folder.</summary>
public sealed class LlamaLibrary : ILlamaEngine
{
    private static readonly Lock s_gate = new();
    private static LlamaLibrary? s_loaded;

    private LlamaLibrary(string directory, string version, string features, IReadOnlyList<string> devices)
    {
        Directory = directory;
        Version = version;
        Features = features;
        Devices = devices;
        IdleBackends = Local.IdleBackends.Find(directory, devices);
    }

    public string Directory { get; }

    public string Version { get; }

    public GgufRelease Release => GgufRelease.Newest;

    /// <summary>Instruction sets that the chosen backend uses; numbers may differ in the last bits between them.</summary>
    public string Features { get; }

    public IReadOnlyList<string> Devices { get; }

    public bool SupportsGpu { get; } = NativeMethods.llama_supports_gpu_offload() != 0;

    public IReadOnlyList<string> IdleBackends { get; }

    public string GpuRemedy => "build with -p:LlamaCppBackend=cuda or vulkan";

    public string Identity => $"llama.cpp {Version} [{Features}]";

    /// <summary>Where the build lays the libraries.</summary>
    public static string DefaultDirectory => Path.Combine(AppContext.BaseDirectory, "native");

    /// <param name="directory">Folder with the libraries; null for <see cref="DefaultDirectory"/>.</param>
    /// <param name="logger">Receives llama.cpp's own log.</param>
    /// <exception cref="PrerequisiteException">The libraries are missing, cannot be loaded, or are of another release.</exception>
    public static LlamaLibrary Load(string? directory = null, ILogger? logger = null)
    {
        lock (s_gate)
        {
            NativeLog.Logger = logger ?? NativeLog.Logger;
            var folder = Path.GetFullPath(directory ?? DefaultDirectory);
            if (s_loaded is { } loaded)
            {
                return loaded.Directory == folder
                    ? loaded
                    : throw new PrerequisiteException(
                        $"llama.cpp is already loaded from {loaded.Directory}; one process can use one folder only, not {folder} as well.");
            }

            return s_loaded = LoadFrom(folder);
        }
    }

    public ILlamaModel Load(IReadOnlyList<string> files, bool vocabularyOnly, LayerPlacement placement, bool repack) =>
        LlamaModel.Load(files, vocabularyOnly, placement, repack);

    public unsafe IReadOnlyList<string> ChatTemplates => NativeChat.Templates(&NativeMethods.llama_chat_builtin_templates);

    public unsafe string? ApplyChatTemplate(string template, IReadOnlyList<(string Role, string Content)> turns) =>
        NativeChat.Apply(&NativeMethods.llama_chat_apply_template, template, turns);

    public unsafe string? Convert(string source, string destination, WeightType type, int threads)
    {
        var parameters = NativeMethods.llama_model_quantize_default_params();
        parameters.ftype = (int)type;
        parameters.nthread = threads;
        parameters.allow_requantize = 1;
        NativeLog.TakeErrors();
        return NativeMethods.llama_model_quantize(source, destination, &parameters) == 0 ? null : string.Join("; ", NativeLog.TakeErrors());
    }

    private static unsafe LlamaLibrary LoadFrom(string folder)
    {
        const string remedy = "Only training and --engine llama-cpp need them. Build with npm on the path (Node.js 20 or newer), "
            + "or name a folder with the libraries of llama.cpp v0.5.0: --training-directory for training, --native-directory for --engine llama-cpp.";
        if (!System.IO.Directory.Exists(folder))
        {
            throw new PrerequisiteException($"The llama.cpp libraries were expected in {folder}, which does not exist. {remedy}");
        }

        NativeProcess.Claim("the own binding");
        var ggml = LoadLibrary(folder, NativeMethods.Ggml, remedy);
        var ggmlBase = LoadLibrary(folder, NativeMethods.GgmlBase, remedy);
        var llama = LoadLibrary(folder, NativeMethods.Llama, remedy);
        NativeLibrary.SetDllImportResolver(typeof(LlamaLibrary).Assembly, (name, _, _) => name switch
        {
            NativeMethods.Llama => llama,
            NativeMethods.Ggml => ggml,
            NativeMethods.GgmlBase => ggmlBase,
            _ => 0,
        });

        if (AbiCheck.Compare(llama, ggmlBase) is { } difference)
        {
            throw new PrerequisiteException($"The library in {folder} is not llama.cpp v0.5.0: {difference}. {remedy}");
        }

        NativeLog.Attach();
        NativeMethods.ggml_backend_load_all_from_path(folder);
        NativeMethods.llama_backend_init();
        var devices = ListDevices();
        if (devices.Count == 0)
        {
            throw new PrerequisiteException($"No compute backend (libggml-cpu-*) could be loaded from {folder}. {remedy}");
        }

        var version = Marshal.PtrToStringUTF8((nint)NativeMethods.llama_version()) ?? "unknown";
        var system = Marshal.PtrToStringUTF8((nint)NativeMethods.llama_print_system_info()) ?? "";
        return new LlamaLibrary(folder, version, NativeFolder.CondenseFeatures(system), devices);
    }

    private static nint LoadLibrary(string folder, string name, string remedy)
    {
        var file = NativeFolder.FileOf(folder, name) ?? throw new PrerequisiteException($"The library lib{name} was not found in {folder}. {remedy}");
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new PrerequisiteException($"{file} could not be loaded: {e.Message.ReplaceLineEndings(" ").Trim()} {remedy}", e);
        }
    }

    private static unsafe List<string> ListDevices()
    {
        var devices = new List<string>();
        for (nuint i = 0; i < NativeMethods.ggml_backend_dev_count(); i++)
        {
            var device = NativeMethods.ggml_backend_dev_get(i);
            var name = Marshal.PtrToStringUTF8((nint)NativeMethods.ggml_backend_dev_name(device));
            var description = Marshal.PtrToStringUTF8((nint)NativeMethods.ggml_backend_dev_description(device));
            devices.Add($"{name} ({description?.Trim()})");
        }

        return devices;
    }
}
