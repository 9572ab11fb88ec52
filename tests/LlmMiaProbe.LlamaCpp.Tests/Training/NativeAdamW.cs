using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmMiaProbe.Local;
using LlmMiaProbe.LlamaCpp.Native;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.LlamaCpp.Tests.Training;

/// <summary>One step of the native library's own AdamW, to compare with.</summary>
internal static unsafe class NativeAdamW
{
    private static GgmlOptimizerParams s_parameters;
    private static List<nint> s_tensors = [];

    /// <returns>Weights after the step, by name.</returns>
    public static Dictionary<string, float[]> Step(LlamaModel model, ReadOnlySpan<int> window, float rate, float weightDecay)
    {
        s_parameters = TrainingMethods.ggml_opt_get_default_optimizer_params(0) with { adamw_alpha = rate, adamw_wd = weightDecay };
        s_tensors = [];
        var length = window.Length - 1;
        using var context = new LlamaContext(model, new ContextShape(length, 1, length, length, 1, NumericPolicy.Exact));
        context.Add(0, 0, 0, output: true);
        context.Decode();
        context.Clear();
        TrainingMethods.llama_opt_init(context.Handle, model.Handle, new LlamaOptParams { n_ctx_train = (uint)length, param_filter = &OnTensor, get_opt_pars = &OnParameters });
        var width = (int)NativeMethods.llama_n_ctx(context.Handle);
        var dataset = TrainingMethods.ggml_opt_dataset_init(26, 26, width, width, 1, 1);
        Fill(TrainingMethods.ggml_opt_dataset_data(dataset), window[..length], width);
        Fill(TrainingMethods.ggml_opt_dataset_labels(dataset), window[1..], width);
        TrainingMethods.llama_opt_epoch(context.Handle, dataset, 0, 0, 1, null, null);
        TrainingMethods.ggml_opt_dataset_free(dataset);
        return s_tensors.Distinct().ToDictionary(
            tensor => Marshal.PtrToStringUTF8((nint)TrainingMethods.ggml_get_name(tensor)) ?? "",
            tensor => new Span<float>(TrainingMethods.ggml_get_data(tensor), (int)TrainingMethods.ggml_nelements(tensor)).ToArray());
    }

    private static void Fill(nint tensor, ReadOnlySpan<int> values, int width)
    {
        var target = new Span<int>(TrainingMethods.ggml_get_data(tensor), width);
        target.Clear();
        values.CopyTo(target);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnTensor(nint tensor, nint state)
    {
        s_tensors.Add(tensor);
        return 1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static GgmlOptimizerParams OnParameters(nint state) => s_parameters;
}
