using System.Runtime.InteropServices;

namespace LlmMiaProbe.LlamaCpp.Native;

/// <summary>The functions of llama.cpp v0.5.0 that training uses, under their C names.</summary>
internal static unsafe partial class TrainingMethods
{
    [LibraryImport(NativeMethods.Llama)]
    public static partial void llama_opt_init(LlamaContextHandle lctx, LlamaModelHandle model, LlamaOptParams lopt_params);

    [LibraryImport(NativeMethods.Llama)]
    public static partial void llama_opt_epoch(
        LlamaContextHandle lctx,
        nint dataset,
        nint result_train,
        nint result_eval,
        long idata_split,
        delegate* unmanaged[Cdecl]<byte, nint, nint, nint, long, long, long, void> callback_train,
        delegate* unmanaged[Cdecl]<byte, nint, nint, nint, long, long, long, void> callback_eval);

    [LibraryImport(NativeMethods.Llama)]
    public static partial int llama_model_n_ctx_train(LlamaModelHandle model);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial nint ggml_opt_dataset_init(int type_data, int type_label, long ne_datapoint, long ne_label, long ndata, long ndata_shard);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial void ggml_opt_dataset_free(nint dataset);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial nint ggml_opt_dataset_data(nint dataset);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial nint ggml_opt_dataset_labels(nint dataset);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial nint ggml_opt_result_init();

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial void ggml_opt_result_free(nint result);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial void ggml_opt_result_reset(nint result);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial void ggml_opt_result_loss(nint result, double* loss, double* unc);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial nint ggml_opt_grad_acc(nint opt_ctx, nint node);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial int ggml_opt_context_optimizer_type(nint opt_ctx);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial GgmlOptimizerParams ggml_opt_get_default_optimizer_params(nint userdata);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial byte* ggml_get_name(nint tensor);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial byte* ggml_op_desc(nint tensor);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial void* ggml_get_data(nint tensor);

    [LibraryImport(NativeMethods.GgmlBase)]
    public static partial long ggml_nelements(nint tensor);
}
