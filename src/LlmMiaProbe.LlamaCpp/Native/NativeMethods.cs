using System.Runtime.InteropServices;

namespace LlmMiaProbe.LlamaCpp.Native;

/// <summary>The functions of llama.cpp v0.5.0 that are used, under their C names. Bools are bytes; nothing is marshalled but UTF-8 paths.</summary>
internal static unsafe partial class NativeMethods
{
    public const string Llama = "llama";
    public const string Ggml = "ggml";
    public const string GgmlBase = "ggml-base";

    [LibraryImport(Ggml, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ggml_backend_load_all_from_path(string dir_path);

    [LibraryImport(Ggml)]
    public static partial nuint ggml_backend_dev_count();

    [LibraryImport(Ggml)]
    public static partial nint ggml_backend_dev_get(nuint index);

    [LibraryImport(Ggml)]
    public static partial byte* ggml_backend_dev_name(nint device);

    [LibraryImport(Ggml)]
    public static partial byte* ggml_backend_dev_description(nint device);

    [LibraryImport(Llama)]
    public static partial void llama_log_set(delegate* unmanaged[Cdecl]<int, byte*, nint, void> log_callback, nint user_data);

    [LibraryImport(Llama)]
    public static partial void llama_backend_init();

    [LibraryImport(Llama)]
    public static partial byte* llama_version();

    [LibraryImport(Llama)]
    public static partial byte* llama_print_system_info();

    [LibraryImport(Llama)]
    public static partial byte llama_supports_gpu_offload();

    [LibraryImport(Llama)]
    public static partial LlamaModelParams llama_model_default_params();

    [LibraryImport(Llama)]
    public static partial LlamaContextParams llama_context_default_params();

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint llama_model_load_from_file(string path_model, LlamaModelParams @params);

    [LibraryImport(Llama)]
    public static partial nint llama_model_load_from_splits(byte** paths, nuint n_paths, LlamaModelParams @params);

    [LibraryImport(Llama)]
    public static partial LlamaQuantizeParams llama_model_quantize_default_params();

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint llama_model_quantize(string fname_inp, string fname_out, LlamaQuantizeParams* @params);

    [LibraryImport(Llama)]
    public static partial void llama_model_free(nint model);

    [LibraryImport(Llama)]
    public static partial nint llama_model_get_vocab(LlamaModelHandle model);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_n_tokens(nint vocab);

    [LibraryImport(Llama)]
    public static partial LlamaToken llama_vocab_bos(nint vocab);

    [LibraryImport(Llama)]
    public static partial int llama_tokenize(nint vocab, byte* text, int text_len, LlamaToken* tokens, int n_tokens_max, byte add_special, byte parse_special);

    [LibraryImport(Llama)]
    public static partial int llama_token_to_piece(nint vocab, LlamaToken token, byte* buf, int length, int lstrip, byte special);

    [LibraryImport(Llama)]
    public static partial int llama_chat_apply_template(byte* tmpl, byte** chat, nuint n_msg, byte add_ass, byte* buf, int length);

    [LibraryImport(Llama)]
    public static partial int llama_chat_builtin_templates(byte** output, nuint len);

    [LibraryImport(Llama)]
    public static partial byte llama_vocab_is_eog(nint vocab, LlamaToken token);

    [LibraryImport(Llama)]
    public static partial byte llama_model_has_encoder(LlamaModelHandle model);

    [LibraryImport(Llama)]
    public static partial byte llama_model_has_decoder(LlamaModelHandle model);

    [LibraryImport(Llama)]
    public static partial byte llama_model_is_recurrent(LlamaModelHandle model);

    [LibraryImport(Llama)]
    public static partial byte llama_model_is_hybrid(LlamaModelHandle model);

    [LibraryImport(Llama)]
    public static partial byte llama_model_is_diffusion(LlamaModelHandle model);

    [LibraryImport(Llama)]
    public static partial nint llama_init_from_model(LlamaModelHandle model, LlamaContextParams @params);

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint llama_adapter_lora_init(LlamaModelHandle model, string path_lora);

    [LibraryImport(Llama)]
    public static partial int llama_set_adapters_lora(LlamaContextHandle ctx, nint* adapters, nuint n_adapters, float* scales);

    [LibraryImport(Llama)]
    public static partial void llama_free(nint ctx);

    [LibraryImport(Llama)]
    public static partial uint llama_n_ctx(LlamaContextHandle ctx);

    [LibraryImport(Llama)]
    public static partial uint llama_n_ctx_seq(LlamaContextHandle ctx);

    [LibraryImport(Llama)]
    public static partial uint llama_n_batch(LlamaContextHandle ctx);

    [LibraryImport(Llama)]
    public static partial uint llama_n_ubatch(LlamaContextHandle ctx);

    [LibraryImport(Llama)]
    public static partial uint llama_n_seq_max(LlamaContextHandle ctx);

    [LibraryImport(Llama)]
    public static partial int llama_n_threads_batch(LlamaContextHandle ctx);

    [LibraryImport(Llama)]
    public static partial nint llama_get_memory(LlamaContextHandle ctx);

    [LibraryImport(Llama)]
    public static partial void llama_memory_clear(nint mem, byte data);

    [LibraryImport(Llama)]
    public static partial byte llama_memory_seq_rm(nint mem, LlamaSequence seq_id, LlamaPosition p0, LlamaPosition p1);

    [LibraryImport(Llama)]
    public static partial void llama_memory_seq_cp(nint mem, LlamaSequence seq_id_src, LlamaSequence seq_id_dst, LlamaPosition p0, LlamaPosition p1);

    [LibraryImport(Llama)]
    public static partial int llama_decode(LlamaContextHandle ctx, LlamaBatch batch);

    [LibraryImport(Llama)]
    public static partial float* llama_get_logits(LlamaContextHandle ctx);
}
