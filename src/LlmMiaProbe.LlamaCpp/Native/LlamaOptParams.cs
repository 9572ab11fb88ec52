using System.Runtime.InteropServices;

namespace LlmMiaProbe.LlamaCpp.Native;

/// <summary>
/// <c>struct llama_opt_params</c> of llama.cpp v0.5.0: 48 bytes on 64-bit systems. It has no default to compare with; the getters and
/// callbacks of the context made from it prove its layout.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaOptParams
{
    public uint n_ctx_train;
    public delegate* unmanaged[Cdecl]<nint, nint, byte> param_filter;
    public nint param_filter_ud;
    public delegate* unmanaged[Cdecl]<nint, GgmlOptimizerParams> get_opt_pars;
    public nint get_opt_pars_ud;
    public int optimizer_type;
}
