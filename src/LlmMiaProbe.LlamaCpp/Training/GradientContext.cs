using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp.Native;
using LlmMiaProbe.Local;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>
/// Gradients of the mean next-token loss over windows of one length, read from the accumulators of the native optimiser. The
/// native step has a vanishing learning rate and changes nothing; whoever wants a step takes it on the weights. The gradient is
/// the native library's: it goes through queries and the residual stream, and takes keys and values, which attention reads from
/// the cache, as constants; so the tensors that make keys and values are not trained. Not thread-safe.
/// </summary>
internal sealed unsafe class GradientContext : IDisposable
{
    // It must be above 0; a weight above 1e-17 times its gradient stays the same float.
    private const float VanishingRate = 1e-25f;

    private const int Sgd = 1;
    private const int TypeI32 = 26;

    [ThreadStatic]
    private static nint s_optimizer;

    private readonly LlamaModel _model;
    private readonly LlamaContext _context;
    private readonly LossMask _mask;
    private readonly nint _dataset;
    private readonly nint _result;
    private readonly int* _tokens;
    private readonly int* _labels;
    private readonly GCHandle _self;
    private readonly List<nint> _offered = [];
    private readonly List<TrainedTensor> _tensors = [];
    private nint _optimizer;

    /// <param name="model">Writable F32 weights on the CPU; contexts for other lengths must not be used meanwhile.</param>
    /// <param name="window">Tokens a window.</param>
    /// <param name="threads">Native threads.</param>
    /// <exception cref="ModelException">The library or the model does not do what training needs.</exception>
    public GradientContext(LlamaModel model, int window, int threads)
    {
        _model = model;
        Window = window;
        _mask = new LossMask(model.VocabularySize);
        _context = new LlamaContext(model, new ContextShape(window, 1, window, window, threads, NumericPolicy.Exact), _mask.Observer);

        // Without a decode the backend keeps its own number of threads, and training is far slower.
        _context.Add(0, 0, 0, output: true);
        _context.Decode();
        _context.Clear();
        _self = GCHandle.Alloc(this);
        var handle = GCHandle.ToIntPtr(_self);
        TrainingMethods.llama_opt_init(_context.Handle, model.Handle, new LlamaOptParams
        {
            n_ctx_train = (uint)window,
            param_filter = &OnTensor,
            param_filter_ud = handle,
            get_opt_pars = &OnParameters,
            get_opt_pars_ud = handle,
            optimizer_type = Sgd,
        });
        var width = (long)NativeMethods.llama_n_ctx(_context.Handle);
        _dataset = TrainingMethods.ggml_opt_dataset_init(TypeI32, TypeI32, width, width, 1, 1);
        _tokens = (int*)TrainingMethods.ggml_get_data(TrainingMethods.ggml_opt_dataset_data(_dataset));
        _labels = (int*)TrainingMethods.ggml_get_data(TrainingMethods.ggml_opt_dataset_labels(_dataset));
        new Span<int>(_tokens, (int)width).Clear();
        new Span<int>(_labels, (int)width).Clear();
        _result = TrainingMethods.ggml_opt_result_init();
        LearnAccumulators();
    }

    /// <summary>Tokens a window.</summary>
    public int Window { get; }

    /// <summary>The tensors that training changes, in the order of the model.</summary>
    public IReadOnlyList<TrainedTensor> Tensors => _tensors;

    /// <summary>Adds the gradient of a window's mean loss to the accumulators.</summary>
    /// <param name="window">One token longer than <see cref="Window"/>.</param>
    /// <param name="weight">Factor of the gradient of a window with a mask; 1 for one without.</param>
    /// <returns>Mean loss over the learned tokens, nats a token; not finite if the weights have diverged.</returns>
    public double Accumulate(TrainingWindow window, double weight = 1) => Evaluate(window, weight, train: true);

    /// <summary>Mean loss of a window over its learned tokens, nats a token, without a gradient.</summary>
    /// <param name="window">One token longer than <see cref="Window"/>.</param>
    public double Loss(TrainingWindow window) => Evaluate(window, weight: 1, train: false);

    /// <summary>Sets all accumulators to 0, which the pinned release never does itself.</summary>
    public void Clear()
    {
        foreach (var tensor in _tensors)
        {
            tensor.Gradient.Clear();
        }
    }

    public void Dispose()
    {
        _context.Dispose();
        _mask.Dispose();
        TrainingMethods.ggml_opt_result_free(_result);
        TrainingMethods.ggml_opt_dataset_free(_dataset);
        _self.Free();
    }

    private double Evaluate(TrainingWindow window, double weight, bool train)
    {
        // The native code ends the process over a label outside the vocabulary.
        if (window.Tokens.Length != Window + 1 || !AreTokens(window.Tokens) || window is { IsLearned: null } && weight != 1)
        {
            throw new ArgumentException($"a window is {Window + 1} tokens of the vocabulary, and has a weight only with a mask", nameof(window));
        }

        var labels = window.Tokens.AsSpan(1);
        window.Tokens.AsSpan(0, Window).CopyTo(new Span<int>(_tokens, Window));
        labels.CopyTo(new Span<int>(_labels, Window));
        if (window.IsLearned is { } isLearned)
        {
            _mask.Set(labels, isLearned.AsSpan(1), weight);
        }

        TrainingMethods.ggml_opt_result_reset(_result);
        var (trained, evaluated) = train ? (_result, (nint)0) : (0, _result);
        TrainingMethods.llama_opt_epoch(_context.Handle, _dataset, trained, evaluated, train ? 1 : 0, &OnBatch, &OnBatch);
        if (window.IsLearned is not null)
        {
            return _mask.End(hasGradient: train);
        }

        double loss;
        TrainingMethods.ggml_opt_result_loss(_result, &loss, null);
        return loss;
    }

    private bool AreTokens(ReadOnlySpan<int> ids) => !ids.ContainsAnyExceptInRange(0, _model.VocabularySize - 1);

    /// <summary>The optimiser context is known after a first batch, and its accumulators can be asked for only while another one is under way.</summary>
    private void LearnAccumulators()
    {
        s_optimizer = 0;
        var any = new TrainingWindow([.. Enumerable.Range(0, Window + 1).Select(i => i % _model.VocabularySize)]);
        Accumulate(any);
        _optimizer = s_optimizer;
        if (TrainingMethods.llama_model_n_ctx_train(_model.Handle) != Window
            || _optimizer == 0
            || TrainingMethods.ggml_opt_context_optimizer_type(_optimizer) != Sgd)
        {
            throw new ModelException($"llama.cpp did not set up training of {_model.Name} as it was asked to; the library does not fit this program.");
        }

        Accumulate(any);
        if (_tensors.Count == 0)
        {
            throw new ModelException($"{_model.Name} has no tensor that llama.cpp can train: its weights must be F32.");
        }

        // Nothing flows into the tensors that make keys and values; a step must not touch them, not even with weight decay.
        _tensors.RemoveAll(tensor => !tensor.Gradient.ContainsAnyExcept(0));
        Clear();
    }

    private void ReadAccumulators()
    {
        if (_optimizer == 0 || _tensors.Count > 0)
        {
            return;
        }

        foreach (var tensor in _offered)
        {
            var accumulator = TrainingMethods.ggml_opt_grad_acc(_optimizer, tensor);
            if (accumulator != 0)
            {
                _tensors.Add(new TrainedTensor(
                    Marshal.PtrToStringUTF8((nint)TrainingMethods.ggml_get_name(tensor)) ?? "",
                    checked((int)TrainingMethods.ggml_nelements(tensor)),
                    (float*)TrainingMethods.ggml_get_data(tensor),
                    (float*)TrainingMethods.ggml_get_data(accumulator)));
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnTensor(nint tensor, nint self)
    {
        var offered = ((GradientContext?)GCHandle.FromIntPtr(self).Target)?._offered;
        if (offered is not null && !offered.Contains(tensor))
        {
            offered.Add(tensor);
        }

        return 1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static GgmlOptimizerParams OnParameters(nint self)
    {
        ((GradientContext?)GCHandle.FromIntPtr(self).Target)?.ReadAccumulators();
        return new GgmlOptimizerParams { sgd_alpha = VanishingRate };
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnBatch(byte train, nint optimizer, nint dataset, nint result, long batch, long batches, long start) => s_optimizer = optimizer;
}
