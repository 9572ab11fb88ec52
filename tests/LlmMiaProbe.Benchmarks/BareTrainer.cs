using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.Local;
using LlmMiaProbe.LlamaCpp.Native;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Benchmarks;

/// <summary>A loop of the native calls and nothing else: the library's own AdamW over all windows.</summary>
internal sealed unsafe class BareTrainer : IDisposable
{
    private const int TypeI32 = 26;

    private readonly LlamaContext _context;
    private readonly nint _dataset;
    private readonly int _windows;

    public BareTrainer(LlamaModel model, IReadOnlyList<int[]> windows, int threads)
    {
        var length = windows[0].Length - 1;
        _windows = windows.Count;
        _context = new LlamaContext(model, new ContextShape(length, 1, length, length, threads, NumericPolicy.Exact));
        _context.Add(0, 0, 0, output: true);
        _context.Decode();
        _context.Clear();
        TrainingMethods.llama_opt_init(_context.Handle, model.Handle, new LlamaOptParams { n_ctx_train = (uint)length, param_filter = &OnTensor, get_opt_pars = &OnParameters });
        var width = (int)NativeMethods.llama_n_ctx(_context.Handle);
        _dataset = TrainingMethods.ggml_opt_dataset_init(TypeI32, TypeI32, width, width, _windows, 1);
        var tokens = new Span<int>(TrainingMethods.ggml_get_data(TrainingMethods.ggml_opt_dataset_data(_dataset)), width * _windows);
        var labels = new Span<int>(TrainingMethods.ggml_get_data(TrainingMethods.ggml_opt_dataset_labels(_dataset)), width * _windows);
        for (var i = 0; i < _windows; i++)
        {
            windows[i].AsSpan(0, length).CopyTo(tokens[(i * width)..]);
            windows[i].AsSpan(1).CopyTo(labels[(i * width)..]);
        }
    }

    public void Epoch() => TrainingMethods.llama_opt_epoch(_context.Handle, _dataset, 0, 0, _windows, null, null);

    public void Dispose()
    {
        TrainingMethods.ggml_opt_dataset_free(_dataset);
        _context.Dispose();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnTensor(nint tensor, nint state) => 1;

    // The accumulators are not cleared here, so a useful rate would diverge.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static GgmlOptimizerParams OnParameters(nint state) => new() { adamw_alpha = 1e-9f, adamw_beta1 = 0.9f, adamw_beta2 = 0.999f, adamw_eps = 1e-8f };
}
