using System.Runtime.InteropServices;

namespace LlmMiaProbe.LlamaCpp.Native;

/// <summary><c>struct ggml_opt_optimizer_params</c> of llama.cpp v0.5.0: 28 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GgmlOptimizerParams
{
    public float adamw_alpha;
    public float adamw_beta1;
    public float adamw_beta2;
    public float adamw_eps;
    public float adamw_wd;
    public float sgd_alpha;
    public float sgd_wd;
}
