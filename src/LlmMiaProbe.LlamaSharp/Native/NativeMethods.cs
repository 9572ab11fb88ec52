using System.Runtime.InteropServices;

namespace LlmMiaProbe.LlamaSharp.Native;

/// <summary>What LLamaSharp's natives export and LLamaSharp does not wrap.</summary>
internal static unsafe partial class NativeMethods
{
    public const string Ggml = "ggml";
    public const string GgmlBase = "ggml-base";

    [LibraryImport(GgmlBase)]
    public static partial byte* ggml_commit();

    [LibraryImport(GgmlBase)]
    public static partial byte* ggml_version();

    [LibraryImport(Ggml)]
    public static partial nuint ggml_backend_dev_count();

    [LibraryImport(Ggml)]
    public static partial nint ggml_backend_dev_get(nuint index);

    [LibraryImport(GgmlBase)]
    public static partial byte* ggml_backend_dev_name(nint device);

    [LibraryImport(GgmlBase)]
    public static partial byte* ggml_backend_dev_description(nint device);

    [LibraryImport(Ggml, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ggml_backend_load_all_from_path(string folder);

    /// <summary>Makes the imports above go to libraries that were loaded by their paths.</summary>
    public static void Bind(nint ggml, nint ggmlBase) => NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, (name, _, _) => name switch
    {
        Ggml => ggml,
        GgmlBase => ggmlBase,
        _ => 0,
    });
}
