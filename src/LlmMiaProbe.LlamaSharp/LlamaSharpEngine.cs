using System.Reflection;
using System.Runtime.InteropServices;
using LLama.Native;
using LlmMiaProbe.LlamaSharp.Native;
using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Gguf;
using Microsoft.Extensions.Logging;
using NativeMethods = LlmMiaProbe.LlamaSharp.Native.NativeMethods;

namespace LlmMiaProbe.LlamaSharp;

/// <summary>llama.cpp through LLamaSharp, with the native library of its backend package or of a folder. Once a process.</summary>
public sealed class LlamaSharpEngine : ILlamaEngine
{
    private static readonly Lock s_gate = new();
    private static LlamaSharpEngine? s_loaded;

    // LLamaSharp can be set up once a process, so what it refused stays refused.
    private static string? s_refused;

    private unsafe LlamaSharpEngine(string directory, IReadOnlyList<string> skipped)
    {
        Directory = directory;
        SupportsGpu = NativeApi.llama_supports_gpu_offload();
        Devices = ListDevices();
        IdleBackends = [.. skipped, .. Local.IdleBackends.Find(directory, Devices)];
        Version = $"{Text(NativeMethods.ggml_commit())} (ggml {Text(NativeMethods.ggml_version())})";
        var features = NativeFolder.CondenseFeatures(Marshal.PtrToStringUTF8(NativeApi.llama_print_system_info()) ?? "");
        Identity = $"llama.cpp {Version} through LLamaSharp [{features}]";
    }

    /// <summary>Version of the LLamaSharp package that this was built with.</summary>
    public static string PackageVersion { get; } =
        typeof(LlamaSharpEngine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(entry => entry.Key == "LLamaSharp").Value ?? "";

    public string Version { get; }

    public string Identity { get; }

    public string Directory { get; }

    /// <summary>What the natives of this version can load.</summary>
    public static GgufRelease NativeRelease => LlamaSharpRelease.Value;

    public GgufRelease Release => NativeRelease;

    public IReadOnlyList<string> Devices { get; }

    public IReadOnlyList<string> IdleBackends { get; }

    public bool SupportsGpu { get; }

    public string GpuRemedy => "build with -p:LlamaBackend=Cuda12 or Vulkan, on a package feed that has LLamaSharp's backend of that name";

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
                    : throw new PrerequisiteException(
                        $"LLamaSharp has already loaded llama.cpp from {loaded.Directory}; one process can use one folder only, not {directory} as well.");
            }

            if (s_refused is { } reason)
            {
                throw new PrerequisiteException(reason);
            }

            try
            {
                return s_loaded = LoadFrom(directory is null ? null : Path.GetFullPath(directory));
            }
            catch (PrerequisiteException e)
            {
                s_refused = e.Message;
                throw;
            }
            catch (EntryPointNotFoundException e)
            {
                s_refused = $"The library in {directory ?? "the program's folder"} is not of the release that LLamaSharp {PackageVersion} was made for: "
                    + $"{e.Message.TrimEnd('.')}. Leave --native-directory out for the libraries that come with the program.";
                throw new PrerequisiteException(s_refused, e);
            }
        }
    }

    public ILlamaModel Load(IReadOnlyList<string> files, bool vocabularyOnly, LayerPlacement placement, bool repack) =>
        LlamaSharpModel.Load(files, vocabularyOnly, placement, repack);

    public unsafe IReadOnlyList<string> ChatTemplates => NativeChat.Templates(&NativeMethods.llama_chat_builtin_templates);

    public unsafe string? ApplyChatTemplate(string template, IReadOnlyList<(string Role, string Content)> turns) =>
        NativeChat.Apply(&NativeMethods.llama_chat_apply_template, template, turns);

    public string? Convert(string source, string destination, WeightType type, int threads)
    {
        var parameters = LLamaModelQuantizeParams.Default();
        parameters.ftype = (LLamaFtype)type;
        parameters.allow_requantize = true;
        parameters.nthread = threads;
        SharpLog.TakeErrors();
        return NativeApi.llama_model_quantize(source, destination, ref parameters) == 0 ? null : SharpLog.Reasons();
    }

    private static LlamaSharpEngine LoadFrom(string? folder)
    {
        NativeProcess.Claim("LLamaSharp");
        IReadOnlyList<BackendFolder> folders = folder is null ? BackendFolder.Find(AppContext.BaseDirectory) : [new BackendFolder(folder, folder)];
        if (folders.Count == 0)
        {
            throw new PrerequisiteException(
                $"The native libraries of LLamaSharp {PackageVersion} are not beside the program for this platform ({RuntimeInformation.RuntimeIdentifier}): "
                + "build the program on this platform, or name a folder that has them by --native-directory.");
        }

        var skipped = new List<string>();
        var (found, ggmlBase, ggml, llama) = LoadFirst(folders, skipped);
        if (NativeLayout.Compare(llama) is { } difference)
        {
            throw new PrerequisiteException(
                $"The library in {found.Path} is not of the release that LLamaSharp {PackageVersion} was made for: {difference}. "
                + "Leave --native-directory out for the libraries that come with the program.");
        }

        NativeMethods.Bind(ggml, ggmlBase, llama);
        NativeLibraryConfig.LLama.WithLibrary(BackendFolder.Require(found.Path, "llama")).WithLogCallback(SharpLog.OnMessage);
        using (new GuardedStart())
        {
            // From here on llama.cpp logs to us.
            NativeApi.llama_empty_call();
        }

        if (NativeMethods.ggml_backend_dev_count() == 0)
        {
            // A build with its compute backends in files of their own.
            NativeMethods.ggml_backend_load_all_from_path(found.Path);
        }

        return NativeMethods.ggml_backend_dev_count() > 0
            ? new LlamaSharpEngine(found.Path, skipped)
            : throw new PrerequisiteException(
                $"No compute backend (libggml-cpu*) could be loaded from {found.Path}: "
                + "leave --native-directory out for the libraries that come with the program.");
    }

    /// <summary>Loads the first folder whose libraries can be loaded: a GPU's need its driver, and without it the CPU's are there.</summary>
    private static (BackendFolder Folder, nint GgmlBase, nint Ggml, nint Llama) LoadFirst(IReadOnlyList<BackendFolder> folders, List<string> skipped)
    {
        foreach (var folder in folders)
        {
            try
            {
                var handles = folder
                    .Libraries()
                    .Select(file => (Name: NativeFolder.NameOf(file), Handle: NativeLibrary.Load(file)))
                    .ToDictionary(library => library.Name ?? "", library => library.Handle);
                return (folder, handles["ggml-base"], handles["ggml"], handles["llama"]);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                skipped.Add(
                    $"The native libraries of LLamaSharp in {folder.Path} could not be loaded: "
                    + $"{Local.IdleBackends.WhyNot(e.Message) ?? e.Message.ReplaceLineEndings(" ").Trim()}.");
            }
        }

        throw new PrerequisiteException(skipped[^1]);
    }

    private static unsafe List<string> ListDevices()
    {
        var devices = new List<string>();
        for (nuint i = 0; i < NativeMethods.ggml_backend_dev_count(); i++)
        {
            var device = NativeMethods.ggml_backend_dev_get(i);
            devices.Add($"{Text(NativeMethods.ggml_backend_dev_name(device))} ({Text(NativeMethods.ggml_backend_dev_description(device))})");
        }

        return devices;
    }

    private static unsafe string Text(byte* text) => (Marshal.PtrToStringUTF8((nint)text) ?? "unknown").Trim();
}
