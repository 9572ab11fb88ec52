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

    private static delegate* unmanaged[Cdecl]<byte*, byte**, nuint, byte, byte*, int, int> s_applyTemplate;

    /// <summary><c>llama_chat_apply_template</c>. LLamaSharp's own keeps what was added before, and tells nothing of a template that is not known.</summary>
    public static int llama_chat_apply_template(byte* tmpl, byte** chat, nuint n_msg, byte add_ass, byte* buf, int length) =>
        s_applyTemplate(tmpl, chat, n_msg, add_ass, buf, length);

    private static delegate* unmanaged[Cdecl]<byte**, nuint, int> s_builtinTemplates;

    /// <summary><c>llama_chat_builtin_templates</c>.</summary>
    public static int llama_chat_builtin_templates(byte** output, nuint len) => s_builtinTemplates(output, len);

    /// <summary>Makes the imports above go to libraries that were loaded by their paths.</summary>
    public static void Bind(nint ggml, nint ggmlBase, nint llama)
    {
        s_decode = (delegate* unmanaged[Cdecl]<nint, LLamaNativeBatch, int>)NativeLibrary.GetExport(llama, nameof(llama_decode));
        s_applyTemplate = (delegate* unmanaged[Cdecl]<byte*, byte**, nuint, byte, byte*, int, int>)NativeLibrary.GetExport(
            llama, nameof(llama_chat_apply_template));
        s_builtinTemplates = (delegate* unmanaged[Cdecl]<byte**, nuint, int>)NativeLibrary.GetExport(llama, nameof(llama_chat_builtin_templates));
        NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, (name, _, _) => name switch
        {
            Ggml => ggml,
            GgmlBase => ggmlBase,
            _ => 0,
        });
    }
}
