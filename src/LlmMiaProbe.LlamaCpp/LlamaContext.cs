using LlmMiaProbe.LlamaCpp.Native;
using LlmMiaProbe.Local;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.LlamaCpp;

/// <summary>A native context with its batch arrays. Not thread-safe.</summary>
internal sealed unsafe class LlamaContext : ILlamaContext
{
    private const int TypeF32 = 0;

    private readonly LlamaModel _model;
    private readonly LlamaContextHandle _handle;
    private readonly nint _memory;
    private readonly BatchArrays _batch;

    /// <param name="model">With weights.</param>
    /// <param name="shape">Its size.</param>
    /// <param name="observer"><c>cb_eval</c> and its state, called for each node of a graph; zeros for none.</param>
    /// <exception cref="ModelException">The context cannot be made, or is not what was asked for.</exception>
    public LlamaContext(LlamaModel model, ContextShape shape, (nint Callback, nint State) observer = default)
    {
        _model = model;
        Shape = shape;
        var parameters = Parameters(shape) with { cb_eval = observer.Callback, cb_eval_user_data = observer.State };
        NativeLog.TakeErrors();
        _handle = LlamaContextHandle.Create(model.Handle, parameters);
        if (_handle.IsInvalid)
        {
            _handle.Dispose();
            throw new ModelException(
                $"no context of {shape.TotalTokens} tokens could be made for {model.Name}: {string.Join("; ", NativeLog.TakeErrors())}. "
                + "Try a smaller --context-length.");
        }

        RequireShape();
        _memory = NativeMethods.llama_get_memory(_handle);
        _batch = new BatchArrays(shape.BatchTokens);
    }

    public ContextShape Shape { get; }

    /// <summary>For training.</summary>
    public LlamaContextHandle Handle => _handle;

    public int Count => _batch.Count;

    /// <summary>Evaluates with adapters from now on.</summary>
    /// <exception cref="ModelException">llama.cpp refuses.</exception>
    public void Add(IReadOnlyList<(ILlamaAdapter Adapter, float Scale)> adapters)
    {
        if (adapters.Count == 0)
        {
            return;
        }

        nint[] pointers = [.. adapters.Select(one => ((LlamaAdapter)one.Adapter).Pointer)];
        float[] scales = [.. adapters.Select(one => one.Scale)];
        fixed (nint* pointer = pointers)
        fixed (float* scale = scales)
        {
            if (NativeMethods.llama_set_adapters_lora(_handle, pointer, (nuint)pointers.Length, scale) is var code and not 0)
            {
                throw new ModelException($"the adapters of {_model.Name} could not be added (llama_set_adapters_lora returned {code})");
            }
        }
    }

    public void Clear()
    {
        _batch.Clear();
        NativeMethods.llama_memory_clear(_memory, data: 0);
    }

    public void Forget(int position)
    {
        _batch.Clear();
        if (!TryForget(0, position))
        {
            throw new ModelException($"{_model.Name} keeps a state that cannot be cut back to a prefix, so texts after a prefix cannot be scored with it");
        }
    }

    public bool TryForget(int sequence, int position) =>
        NativeMethods.llama_memory_seq_rm(_memory, new LlamaSequence(sequence), new LlamaPosition(position), new LlamaPosition(-1)) != 0;

    public void Copy(int from, int to) =>
        NativeMethods.llama_memory_seq_cp(_memory, new LlamaSequence(from), new LlamaSequence(to), new LlamaPosition(-1), new LlamaPosition(-1));

    public void Add(int token, int position, int sequence, bool output) => _batch.Add(token, position, sequence, output);

    public LogitRows Decode()
    {
        var batch = new LlamaBatch
        {
            n_tokens = _batch.Count,
            token = (LlamaToken*)_batch.Tokens,
            pos = (LlamaPosition*)_batch.Positions,
            n_seq_id = _batch.SequenceCounts,
            seq_id = (LlamaSequence**)_batch.SequencePointers,
            logits = _batch.Flags,
        };
        var outputs = _batch.Outputs;
        _batch.Clear();
        var code = NativeMethods.llama_decode(_handle, batch);
        if (code != 0)
        {
            throw new ModelException($"llama.cpp could not evaluate {_model.Name} (llama_decode returned {code}): {string.Join("; ", NativeLog.TakeErrors())}");
        }

        // Also waits for the computation to end.
        return new LogitRows(NativeMethods.llama_get_logits(_handle), outputs, _model.VocabularySize);
    }

    public void Dispose()
    {
        _handle.Dispose();
        _batch.Dispose();
    }

    private void RequireShape()
    {
        var got = (NativeMethods.llama_n_ctx_seq(
            _handle), NativeMethods.llama_n_batch(
                _handle), NativeMethods.llama_n_ubatch(_handle), NativeMethods.llama_n_seq_max(_handle), NativeMethods.llama_n_threads_batch(_handle));
        if (got.Item1 < Shape.SequenceTokens
            || got.Item2 != Shape.BatchTokens
            || got.Item3 != Shape.MicroBatchTokens
            || got.Item4 != Shape.Sequences
            || got.Item5 != Shape.Threads)
        {
            _handle.Dispose();
            throw new ModelException(
                $"llama.cpp made a context for {_model.Name} with (context, batch, micro-batch, sequences, threads) = {got} where {Shape} was asked for; "
                + "the library does not fit this program.");
        }
    }

    private static LlamaContextParams Parameters(ContextShape shape) => NativeMethods.llama_context_default_params() with
    {
        n_ctx = (uint)shape.TotalTokens,
        n_batch = (uint)shape.BatchTokens,
        n_ubatch = (uint)shape.MicroBatchTokens,
        n_seq_max = (uint)shape.Sequences,
        n_outputs_max = 0,
        n_outputs_max_per_seq = 0,
        n_threads = shape.Threads,
        n_threads_batch = shape.Threads,
        kv_unified = 0,
        offload_kqv = shape.UsesGpu ? (byte)1 : (byte)0,
        op_offload = shape.UsesGpu ? (byte)1 : (byte)0,
        flash_attn_type = shape.Numerics == NumericPolicy.Fast ? 1 : 0,
        type_k = TypeF32,
        type_v = TypeF32,
    };
}
