using LLama.Exceptions;
using LLama.Native;
using LlmMiaProbe.LlamaSharp.Native;
using LlmMiaProbe.Local;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.LlamaSharp;

/// <summary>A context of LLamaSharp with its batch, under the same batch policy as the own binding's.</summary>
internal sealed class LlamaSharpContext : ILlamaContext
{
    private readonly string _name;
    private readonly int _vocabulary;
    private readonly SafeLLamaContextHandle _handle;
    private readonly BatchArrays _batch;

    /// <exception cref="ModelException">The context cannot be made, or is not what was asked for.</exception>
    public LlamaSharpContext(string name, SafeLlamaModelHandle model, int vocabulary, ContextShape shape)
    {
        (_name, _vocabulary, Shape) = (name, vocabulary, shape);
        SharpLog.TakeErrors();
        try
        {
            _handle = SafeLLamaContextHandle.Create(model, Parameters(shape));
        }
        catch (RuntimeError e)
        {
            throw Refused(e);
        }

        if (_handle.IsInvalid)
        {
            throw Refused(null);
        }

        RequireShape();
        _batch = new BatchArrays(shape.BatchTokens);
    }

    public ContextShape Shape { get; }

    public int Count => _batch.Count;

    /// <summary>Evaluates with adapters from now on.</summary>
    /// <exception cref="ModelException">llama.cpp refuses.</exception>
    public void Add(IReadOnlyList<(ILlamaAdapter Adapter, float Scale)> adapters)
    {
        if (adapters.Count == 0)
        {
            return;
        }

        try
        {
            _handle.SetLoraAdapters([.. adapters.Select(one => (((LlamaSharpAdapter)one.Adapter).Loaded, one.Scale))]);
        }
        catch (Exception e) when (e is ArgumentException or RuntimeError)
        {
            throw new ModelException($"the adapters of {_name} could not be added: {SharpLog.Reasons()}", e);
        }
    }

    public void Clear()
    {
        _batch.Clear();
        _handle.MemoryClear(data: false);
    }

    public void Forget(int position)
    {
        _batch.Clear();
        if (!TryForget(0, position))
        {
            throw new ModelException($"{_name} keeps a state that cannot be cut back to a prefix, so texts after a prefix cannot be scored with it");
        }
    }

    /// <summary>LLamaSharp does not say whether it worked; what is left in the sequence does.</summary>
    public bool TryForget(int sequence, int position)
    {
        _handle.MemorySequenceRemove((LLamaSeqId)sequence, position, -1);
        return (int)_handle.MemorySequenceMaxPosition((LLamaSeqId)sequence) < position;
    }

    public void Copy(int from, int to) => _handle.MemorySequenceCopy((LLamaSeqId)from, (LLamaSeqId)to, -1, -1);

    public void Add(int token, int position, int sequence, bool output) => _batch.Add(token, position, sequence, output);

    /// <summary>Not through LLamaSharp's own Decode: it lets one context of the process work at a time.</summary>
    public unsafe LogitRows Decode()
    {
        var batch = new LLamaNativeBatch
        {
            n_tokens = _batch.Count,
            tokens = (LLamaToken*)_batch.Tokens,
            pos = (LLamaPos*)_batch.Positions,
            n_seq_id = _batch.SequenceCounts,
            seq_id = (LLamaSeqId**)_batch.SequencePointers,
            logits = (byte*)_batch.Flags,
        };
        var outputs = _batch.Outputs;
        _batch.Clear();
        var result = NativeMethods.llama_decode(_handle, batch);
        if (result != 0)
        {
            throw new ModelException($"llama.cpp could not evaluate {_name} (llama_decode returned {result}): {SharpLog.Reasons()}");
        }

        // The span is native memory, so its start does not move.
        fixed (float* start = _handle.GetLogits(outputs))
        {
            return new LogitRows(start, outputs, _vocabulary);
        }
    }

    public void Dispose()
    {
        _handle.Dispose();
        _batch.Dispose();
    }

    private static LLamaContextParams Parameters(ContextShape shape)
    {
        var parameters = LLamaContextParams.Default();
        parameters.n_ctx = (uint)shape.TotalTokens;
        parameters.n_batch = (uint)shape.BatchTokens;
        parameters.n_ubatch = (uint)shape.MicroBatchTokens;
        parameters.n_seq_max = (uint)shape.Sequences;
        parameters.n_threads = shape.Threads;
        parameters.n_threads_batch = shape.Threads;
        parameters.kv_unified = false;
        parameters.offload_kqv = shape.UsesGpu;
        parameters.op_offload = shape.UsesGpu;
        parameters.llama_flash_attn_type = shape.Numerics == NumericPolicy.Fast
            ? LLamaFlashAttentionType.LLAMA_FLASH_ATTENTION_TYPE_ENABLED
            : LLamaFlashAttentionType.LLAMA_FLASH_ATTENTION_TYPE_DISABLED;
        parameters.type_k = GGMLType.GGML_TYPE_F32;
        parameters.type_v = GGMLType.GGML_TYPE_F32;
        return parameters;
    }

    private ModelException Refused(Exception? reason) =>
        new($"no context of {Shape.TotalTokens} tokens could be made for {_name}: {SharpLog.Reasons()}. Try a smaller --context-length.", reason);

    private void RequireShape()
    {
        var got = (_handle.ContextSize, _handle.BatchSize, _handle.UBatchSize, _handle.MaxSeq, _handle.BatchThreads);
        if (got.ContextSize < Shape.TotalTokens
            || got.BatchSize != Shape.BatchTokens
            || got.UBatchSize != Shape.MicroBatchTokens
            || got.MaxSeq != Shape.Sequences
            || got.BatchThreads != Shape.Threads)
        {
            _handle.Dispose();
            throw new ModelException(
                $"llama.cpp made a context for {_name} with (context, batch, micro-batch, sequences, threads) = {got} where {Shape} was asked for; "
                + $"the library does not fit LLamaSharp {LlamaSharpEngine.PackageVersion}.");
        }
    }
}
