using LlmMiaProbe.Local.Tests.Contract;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmMiaProbe.LlamaCpp.Native;

namespace LlmMiaProbe.LlamaCpp.Tests.Native;

[Collection(NativeCollection.Name)]
public sealed class AbiCheckTests
{
    [Fact]
    public void The_defaults_of_the_loaded_library_are_those_of_the_pinned_release()
    {
        Assert.Null(AbiCheck.DifferenceOf(NativeMethods.llama_model_default_params()));
        Assert.Null(AbiCheck.DifferenceOf(NativeMethods.llama_context_default_params()));
        Assert.Null(AbiCheck.DifferenceOf(TrainingMethods.ggml_opt_get_default_optimizer_params(0)));
    }

    [Fact]
    public void A_library_whose_context_parameters_are_shifted_by_one_field_is_refused()
    {
        var bytes = MemoryMarshal.AsBytes(new[] { NativeMethods.llama_context_default_params() }).ToArray();
        var shifted = new byte[bytes.Length];
        bytes.AsSpan(0, 16).CopyTo(shifted);
        bytes.AsSpan(16, bytes.Length - 20).CopyTo(shifted.AsSpan(20));
        Assert.NotNull(AbiCheck.DifferenceOf(MemoryMarshal.Read<LlamaContextParams>(shifted)));
    }

    [Fact]
    public void Every_checked_default_matters()
    {
        foreach (var field in typeof(LlamaContextParams).GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            object changed = NativeMethods.llama_context_default_params();
            field.SetValue(changed, Changed(field.GetValue(changed)));
            Assert.True(AbiCheck.DifferenceOf((LlamaContextParams)changed) is not null, field.Name);
        }

        foreach (var field in typeof(LlamaModelParams).GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            object changed = NativeMethods.llama_model_default_params();
            field.SetValue(changed, Changed(field.GetValue(changed)));
            Assert.True(AbiCheck.DifferenceOf((LlamaModelParams)changed) is not null, field.Name);
        }

        foreach (var field in typeof(GgmlOptimizerParams).GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            object changed = TrainingMethods.ggml_opt_get_default_optimizer_params(0);
            field.SetValue(changed, Changed(field.GetValue(changed)));
            Assert.True(AbiCheck.DifferenceOf((GgmlOptimizerParams)changed) is not null, field.Name);
        }
    }

    // Offsets in llama.h of v0.5.0 on 64-bit systems.
    [Theory]
    [InlineData(nameof(LlamaContextParams.n_seq_max), 12)]
    [InlineData(nameof(LlamaContextParams.n_threads), 28)]
    [InlineData(nameof(LlamaContextParams.flash_attn_type), 52)]
    [InlineData(nameof(LlamaContextParams.cb_eval), 88)]
    [InlineData(nameof(LlamaContextParams.type_k), 104)]
    [InlineData(nameof(LlamaContextParams.kv_unified), 133)]
    [InlineData(nameof(LlamaContextParams.ctx_other), 152)]
    public void Context_parameters_lie_where_the_header_puts_them(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<LlamaContextParams>(field));

    [Fact]
    public void Structs_have_the_sizes_of_the_header()
    {
        Assert.Equal(80, Unsafe.SizeOf<LlamaModelParams>());
        Assert.Equal(160, Unsafe.SizeOf<LlamaContextParams>());
        Assert.Equal(56, Unsafe.SizeOf<LlamaBatch>());
    }

    private static object Changed(object? value) => value switch
    {
        int number => (object)(number + 1),
        uint number => (object)(number + 1),
        float number => (object)(number + 1),
        byte flag => (object)(byte)(1 - flag),
        nint pointer => (object)(pointer + 8),
        nuint size => (object)(size + 1),
        _ => throw new NotSupportedException($"{value?.GetType()}"),
    };
}
