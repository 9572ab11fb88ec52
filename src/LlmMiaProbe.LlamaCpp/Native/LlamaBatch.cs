using System.Runtime.InteropServices;

namespace LlmMiaProbe.LlamaCpp.Native;

/// <summary><c>struct llama_batch</c>: arrays of length n_tokens, owned by the caller.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaBatch
{
    public int n_tokens;
    public LlamaToken* token;
    public float* embd;
    public LlamaPosition* pos;
    public int* n_seq_id;
    public LlamaSequence** seq_id;
    public sbyte* logits;
}
