using System.Runtime.InteropServices;
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
    private readonly LlamaToken* _tokens;
    private readonly LlamaPosition* _positions;
    private readonly int* _sequenceCounts;
    private readonly LlamaSequence** _sequencePointers;
    private readonly LlamaSequence* _sequences;
    private readonly sbyte* _flags;
    private int _count;
    private int _outputs;

    /// <exception cref="ModelException">The context cannot be made, or is not what was asked for.</exception>
    public LlamaContext(LlamaModel model, ContextShape shape)
    {
        _model = model;
        Shape = shape;
        var parameters = Parameters(shape);
        NativeLog.TakeErrors();
        _handle = LlamaContextHandle.Create(model.Handle, parameters);
        if (_handle.IsInvalid)
        {
            _handle.Dispose();
            throw new ModelException($"no context of {shape.TotalTokens} tokens could be made for {model.Name}: {string.Join("; ", NativeLog.TakeErrors())}. Try a smaller --context-length.");
        }

        RequireShape();
        _memory = NativeMethods.llama_get_memory(_handle);
        var capacity = (nuint)shape.BatchTokens;
        _tokens = (LlamaToken*)NativeMemory.Alloc(capacity, sizeof(int));
        _positions = (LlamaPosition*)NativeMemory.Alloc(capacity, sizeof(int));
        _sequenceCounts = (int*)NativeMemory.Alloc(capacity, sizeof(int));
        _sequences = (LlamaSequence*)NativeMemory.Alloc(capacity, sizeof(int));
        _sequencePointers = (LlamaSequence**)NativeMemory.Alloc(capacity, (nuint)sizeof(LlamaSequence*));
        _flags = (sbyte*)NativeMemory.Alloc(capacity, sizeof(sbyte));
        for (var i = 0; i < shape.BatchTokens; i++)
        {
            _sequenceCounts[i] = 1;
            _sequencePointers[i] = _sequences + i;
        }
    }

    public ContextShape Shape { get; }

    /// <summary>For training.</summary>
    public LlamaContextHandle Handle => _handle;

    public bool IsBatchFull => _count == Shape.BatchTokens;

    public int Count => _count;

    public void Clear()
    {
        _count = 0;
        _outputs = 0;
        NativeMethods.llama_memory_clear(_memory, data: 0);
    }

    public void Forget(int position)
    {
        _count = 0;
        _outputs = 0;
        if (!TryForget(0, position))
        {
            throw new ModelException($"{_model.Name} keeps a state that cannot be cut back to a prefix, so texts after a prefix cannot be scored with it");
        }
    }

    public bool TryForget(int sequence, int position) =>
        NativeMethods.llama_memory_seq_rm(_memory, new LlamaSequence(sequence), new LlamaPosition(position), new LlamaPosition(-1)) != 0;

    public void Copy(int from, int to) =>
        NativeMethods.llama_memory_seq_cp(_memory, new LlamaSequence(from), new LlamaSequence(to), new LlamaPosition(-1), new LlamaPosition(-1));

    public void Add(int token, int position, int sequence, bool output)
    {
        _tokens[_count] = new LlamaToken(token);
        _positions[_count] = new LlamaPosition(position);
        _sequences[_count] = new LlamaSequence(sequence);
        _flags[_count] = output ? (sbyte)1 : (sbyte)0;
        _count++;
        _outputs += output ? 1 : 0;
    }

    public LogitRows Decode()
    {
        var batch = new LlamaBatch
        {
            n_tokens = _count,
            token = _tokens,
            pos = _positions,
            n_seq_id = _sequenceCounts,
            seq_id = _sequencePointers,
            logits = _flags,
        };
        var outputs = _outputs;
        _count = 0;
        _outputs = 0;
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
        NativeMemory.Free(_tokens);
        NativeMemory.Free(_positions);
        NativeMemory.Free(_sequenceCounts);
        NativeMemory.Free(_sequences);
        NativeMemory.Free(_sequencePointers);
        NativeMemory.Free(_flags);
    }

    private void RequireShape()
    {
        var got = (NativeMethods.llama_n_ctx_seq(_handle), NativeMethods.llama_n_batch(_handle), NativeMethods.llama_n_ubatch(_handle), NativeMethods.llama_n_seq_max(_handle), NativeMethods.llama_n_threads_batch(_handle));
        if (got.Item1 < Shape.SequenceTokens || got.Item2 != Shape.BatchTokens || got.Item3 != Shape.MicroBatchTokens || got.Item4 != Shape.Sequences || got.Item5 != Shape.Threads)
        {
            _handle.Dispose();
            throw new ModelException($"llama.cpp made a context for {_model.Name} with (context, batch, micro-batch, sequences, threads) = {got} where {Shape} was asked for; the library does not fit this program.");
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
