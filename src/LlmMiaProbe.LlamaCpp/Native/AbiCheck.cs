using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LlmMiaProbe.LlamaCpp.Native;

/// <summary>
/// Proof that the loaded library lays out its parameter structs as ours are: its defaults are read into a buffer larger than
/// any known layout and compared with the defaults of the pinned release. Drift of one field would shift all that follow.
/// </summary>
internal static unsafe class AbiCheck
{
    private const int ModelBytes = 80;
    private const int ContextBytes = 160;
    private const int OptimizerBytes = 28;
    private const int OptBytes = 48;

    /// <returns>Null if the layouts agree, else what differs.</returns>
    public static string? Compare(nint llama, nint ggmlBase)
    {
        if (Unsafe.SizeOf<LlamaModelParams>() != ModelBytes || Unsafe.SizeOf<LlamaContextParams>() != ContextBytes
            || Unsafe.SizeOf<GgmlOptimizerParams>() != OptimizerBytes || Unsafe.SizeOf<LlamaOptParams>() != OptBytes)
        {
            return $"this build's structs have {Unsafe.SizeOf<LlamaModelParams>()}, {Unsafe.SizeOf<LlamaContextParams>()}, "
                + $"{Unsafe.SizeOf<GgmlOptimizerParams>()} and {Unsafe.SizeOf<LlamaOptParams>()} bytes on this system";
        }

        var modelDefaults = (delegate* unmanaged[Cdecl]<Oversized>)NativeLibrary.GetExport(llama, "llama_model_default_params");
        var contextDefaults = (delegate* unmanaged[Cdecl]<Oversized>)NativeLibrary.GetExport(llama, "llama_context_default_params");
        var optimizerDefaults = (delegate* unmanaged[Cdecl]<nint, Oversized>)NativeLibrary.GetExport(ggmlBase, "ggml_opt_get_default_optimizer_params");
        var model = modelDefaults();
        var context = contextDefaults();
        var optimizer = optimizerDefaults(0);
        return DifferenceOf(MemoryMarshal.AsRef<LlamaModelParams>(model[..ModelBytes]))
            ?? DifferenceOf(MemoryMarshal.AsRef<LlamaContextParams>(context[..ContextBytes]))
            ?? DifferenceOf(MemoryMarshal.AsRef<GgmlOptimizerParams>(optimizer[..OptimizerBytes]));
    }

    internal static string? DifferenceOf(in LlamaModelParams p) =>
        p is { devices: 0, tensor_buft_overrides: 0, n_gpu_layers: -1, split_mode: 1, load_mode: -1, lazy_mode: 1, main_gpu: 0 }
        && p is { tensor_split: 0, progress_callback: 0, progress_callback_user_data: 0, kv_overrides: 0 }
        && p is { vocab_only: 0, check_tensors: 0, use_extra_bufts: 1, no_host: 0, no_alloc: 0, load_mtp: 0 }
            ? null
            : "the defaults of llama_model_params are not those of llama.cpp v0.5.0";

    internal static string? DifferenceOf(in LlamaContextParams p) =>
        p is { n_ctx: 512, n_batch: 2048, n_ubatch: 512, n_seq_max: 1, n_rs_seq: 0, n_outputs_max: 0, n_outputs_max_per_seq: 1 }
        && p is { n_threads: 4, n_threads_batch: 4, ctx_type: 0, rope_scaling_type: -1, pooling_type: -1, attention_type: -1, flash_attn_type: -1 }
        && p is { rope_freq_base: 0, rope_freq_scale: 0, yarn_ext_factor: -1, yarn_attn_factor: -1, yarn_beta_fast: -1, yarn_beta_slow: -1 }
        && p is { yarn_orig_ctx: 0, defrag_thold: -1, cb_eval: 0, cb_eval_user_data: 0, type_k: 1, type_v: 1, abort_callback: 0, abort_callback_data: 0 }
        && p is { embeddings: 0, offload_kqv: 1, no_perf: 1, op_offload: 1, swa_full: 1, kv_unified: 0, samplers: 0, n_samplers: 0, ctx_other: 0 }
            ? null
            : "the defaults of llama_context_params are not those of llama.cpp v0.5.0";

    internal static string? DifferenceOf(in GgmlOptimizerParams p) =>
        p is { adamw_alpha: 0.001f, adamw_beta1: 0.9f, adamw_beta2: 0.999f, adamw_eps: 1e-8f, adamw_wd: 0, sgd_alpha: 1e-3f, sgd_wd: 0 }
            ? null
            : "the defaults of ggml_opt_optimizer_params are not those of llama.cpp v0.5.0";

    [InlineArray(512)]
    private struct Oversized
    {
        private byte _first;
    }
}
