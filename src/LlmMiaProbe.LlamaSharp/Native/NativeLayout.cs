using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LLama.Native;

namespace LlmMiaProbe.LlamaSharp.Native;

/// <summary>
/// Proof that a native library lays out its parameters as LLamaSharp's structs are, before LLamaSharp calls it: a field
/// more would shift all that follow, and a longer struct would be written past the end of LLamaSharp's.
/// </summary>
internal static unsafe class NativeLayout
{
    private const int Alignment = 8;

    /// <param name="llama">Handle of the loaded library.</param>
    /// <returns>Null if the layouts agree, else what differs.</returns>
    public static string? Compare(nint llama)
    {
        foreach (var function in new[] { "llama_context_default_params", "llama_model_default_params", "llama_model_quantize_default_params" })
        {
            if (!NativeLibrary.TryGetExport(llama, function, out _))
            {
                return $"it has no {function}";
            }
        }

        var context = Defaults(llama, "llama_context_default_params");
        var model = Defaults(llama, "llama_model_default_params");
        var quantize = Defaults(llama, "llama_model_quantize_default_params");
        fixed (byte* contextBytes = context.Bytes, modelBytes = model.Bytes)
        {
            return SizeDifference<LLamaContextParams>("llama_context_params", context.Written)
                ?? SizeDifference<LLamaModelParams>("llama_model_params", model.Written)
                ?? SizeDifference<LLamaModelQuantizeParams>("llama_model_quantize_params", quantize.Written)
                ?? DifferenceOf(Marshal.PtrToStructure<LLamaContextParams>((nint)contextBytes))
                ?? DifferenceOf(Marshal.PtrToStructure<LLamaModelParams>((nint)modelBytes));
        }
    }

    internal static string? DifferenceOf(LLamaContextParams p) =>
        p is { n_ctx: 512, n_batch: 2048, n_ubatch: 512, n_seq_max: 1, n_threads: 4, n_threads_batch: 4 }
        && p is { rope_scaling_type: (RopeScalingType)(-1), attention_type: (LLamaAttentionType)(-1), rope_freq_base: 0, rope_freq_scale: 0 }
        && p is { yarn_ext_factor: -1, yarn_orig_ctx: 0, defrag_threshold: -1, cb_eval: 0, type_k: GGMLType.GGML_TYPE_F16, type_v: GGMLType.GGML_TYPE_F16 }
        && p is { abort_callback: 0, embeddings: false, offload_kqv: true, swa_full: true, kv_unified: false, samplers: 0, n_samplers: 0 }
            ? null
            : "the defaults of llama_context_params are not where LLamaSharp reads them";

    internal static string? DifferenceOf(LLamaModelParams p) =>
        p is { split_mode: GPUSplitMode.Layer, main_gpu: 0, vocab_only: false, load_mode: LLamaLoadMode.MemoryMap, check_tensors: false, use_extra_bufts: true }
            ? null
            : "the defaults of llama_model_params are not where LLamaSharp reads them";

    private static string? SizeDifference<T>(string name, int? written)
        where T : struct
    {
        var expected = Marshal.SizeOf<T>();
        var size = (written + Alignment - 1) / Alignment * Alignment;
        return size is null || size == expected ? null : $"its {name} has {size} bytes and LLamaSharp's {expected}";
    }

    /// <summary>What a function that returns a struct writes, and how far it writes; the latter null where that cannot be seen.</summary>
    private static (byte[] Bytes, int? Written) Defaults(nint llama, string function)
    {
        var export = NativeLibrary.GetExport(llama, function);
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            var value = ((delegate* unmanaged[Cdecl]<Oversized>)export)();
            return (MemoryMarshal.AsBytes(new ReadOnlySpan<Oversized>(in value)).ToArray(), null);
        }

        // On x64 a struct of this size is returned through a pointer, given as a first argument that the declaration does not show.
        return (Fill(export, 0x00), Math.Max(Extent(Fill(export, 0xA5), 0xA5), Extent(Fill(export, 0x5A), 0x5A)));
    }

    private static byte[] Fill(nint export, byte untouched)
    {
        var bytes = new byte[Unsafe.SizeOf<Oversized>()];
        Array.Fill(bytes, untouched);
        fixed (byte* start = bytes)
        {
            ((delegate* unmanaged[Cdecl]<byte*, byte*>)export)(start);
        }

        return bytes;
    }

    private static int Extent(byte[] bytes, byte untouched) => Array.FindLastIndex(bytes, value => value != untouched) + 1;

    [InlineArray(512)]
    private struct Oversized
    {
        private byte _first;
    }
}
