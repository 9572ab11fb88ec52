using System.Runtime.InteropServices;
using LLama.Native;

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

    private static delegate* unmanaged[Cdecl]<nint, LLamaNativeBatch, int> s_decode;

    /// <summary><c>llama_decode</c>. A pointer, since LLamaSharp's structs are not made for imports without marshalling.</summary>
    public static int llama_decode(SafeLLamaContextHandle context, LLamaNativeBatch batch)
    {
        var code = s_decode(context.DangerousGetHandle(), batch);
        GC.KeepAlive(context);
        return code;
    }

    /// <summary>Makes the imports above go to libraries that were loaded by their paths.</summary>
    public static void Bind(nint ggml, nint ggmlBase, nint llama)
    {
        s_decode = (delegate* unmanaged[Cdecl]<nint, LLamaNativeBatch, int>)NativeLibrary.GetExport(llama, nameof(llama_decode));
        NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, (name, _, _) => name switch
        {
            Ggml => ggml,
            GgmlBase => ggmlBase,
            _ => 0,
        });
    }
}
