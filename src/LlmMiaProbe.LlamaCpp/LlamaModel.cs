using System.Runtime.InteropServices;
using System.Text;
using LlmMiaProbe.LlamaCpp.Native;
using LlmMiaProbe.Local;

namespace LlmMiaProbe.LlamaCpp;

/// <summary>A loaded GGUF: its vocabulary, and its weights unless loaded for the vocabulary only.</summary>
internal sealed unsafe class LlamaModel : ILlamaModel
{
    private const int CopyToMemory = 0;

    private readonly nint _vocabulary;

    private LlamaModel(string name, LlamaModelHandle handle)
    {
        Name = name;
        Handle = handle;
        _vocabulary = NativeMethods.llama_model_get_vocab(handle);
        VocabularySize = NativeMethods.llama_vocab_n_tokens(_vocabulary);
        var bos = NativeMethods.llama_vocab_bos(_vocabulary).Id;
        BosToken = bos >= 0 ? bos : null;
    }

    public string Name { get; }

    public LlamaModelHandle Handle { get; }

    public int VocabularySize { get; }

    public int? BosToken { get; }

    /// <param name="files">The file, or all shards in order.</param>
    /// <param name="vocabularyOnly">Load no weights.</param>
    /// <param name="placement">Where its layers go; null for the CPU.</param>
    /// <param name="repack">Allow rearranged weights: faster, but a token's numbers then depend on its place in the batch.</param>
    /// <param name="writable">Copy the weights into memory of the process, to train them.</param>
    /// <exception cref="ModelException">llama.cpp refuses the file.</exception>
    public static LlamaModel Load(
        IReadOnlyList<string> files, bool vocabularyOnly, LayerPlacement? placement = null, bool repack = false, bool writable = false)
    {
        var parameters = NativeMethods.llama_model_default_params();
        parameters.vocab_only = vocabularyOnly ? (byte)1 : (byte)0;
        var (gpuLayers, mainGpu, split) = placement ?? LayerPlacement.Cpu;
        parameters.n_gpu_layers = gpuLayers;
        parameters.main_gpu = mainGpu;
        parameters.split_mode = (int)split;
        parameters.use_extra_bufts = repack ? (byte)1 : (byte)0;
        parameters.load_mode = writable ? CopyToMemory : parameters.load_mode;
        NativeLog.TakeErrors();
        var handle = new LlamaModelHandle(files.Count == 1
            ? NativeMethods.llama_model_load_from_file(files[0], parameters)
            : LoadShards(files, parameters));
        var name = Path.GetFileName(files[0]);
        if (handle.IsInvalid)
        {
            handle.Dispose();
            var reasons = NativeLog.TakeErrors();
            throw new ModelException(
                $"{name} could not be loaded: {(reasons.Count == 0 ? "llama.cpp gives no reason" : string.Join("; ", reasons))}. "
                + "Check that the file is complete and made for llama.cpp v0.5.0.");
        }

        return new LlamaModel(name, handle);
    }

    public int[] Tokenize(string text) => Tokenize(text, special: false);

    public int[] TokenizeTemplate(string text) => Tokenize(text, special: true);

    private int[] Tokenize(string text, bool special)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        if (utf8.Length == 0)
        {
            return [];
        }

        // A token covers at least one byte, but some tokenizers put a space in front.
        var tokens = new int[utf8.Length + 8];
        var count = Tokenize(utf8, tokens, special);
        if (count < 0 && count != int.MinValue)
        {
            tokens = new int[-count];
            count = Tokenize(utf8, tokens, special);
        }

        return count >= 0
            ? tokens[..count]
            : throw new ModelException($"the tokenizer of {Name} cannot split a text of {utf8.Length} bytes");
    }

    public bool EndsGeneration(int token) => NativeMethods.llama_vocab_is_eog(_vocabulary, new LlamaToken(token)) != 0;

    public byte[] BytesOf(int token)
    {
        var bytes = new byte[32];
        var length = Piece(token, bytes);
        if (length < 0)
        {
            bytes = new byte[-length];
            length = Piece(token, bytes);
        }

        return bytes[..length];
    }

    public ILlamaAdapter LoadAdapter(string file)
    {
        var name = Path.GetFileName(file);
        NativeLog.TakeErrors();
        return NativeMethods.llama_adapter_lora_init(Handle, file) is var adapter and not 0
            ? new LlamaAdapter(name, adapter)
            : throw new ModelException($"the adapter {name} could not be loaded beside {Name}: {string.Join("; ", NativeLog.TakeErrors())}");
    }

    public ILlamaContext CreateContext(ContextShape shape, IReadOnlyList<(ILlamaAdapter Adapter, float Scale)> adapters)
    {
        var context = new LlamaContext(this, shape);
        try
        {
            context.Add(adapters);
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    public void Dispose() => Handle.Dispose();

    private int Piece(int token, byte[] bytes)
    {
        fixed (byte* buffer = bytes)
        {
            return NativeMethods.llama_token_to_piece(_vocabulary, new LlamaToken(token), buffer, bytes.Length, lstrip: 0, special: 0);
        }
    }

    private int Tokenize(byte[] utf8, int[] tokens, bool special)
    {
        fixed (byte* text = utf8)
        fixed (int* buffer = tokens)
        {
            return NativeMethods.llama_tokenize(_vocabulary, text, utf8.Length, (LlamaToken*)buffer, tokens.Length,
                add_special: 0, parse_special: special ? (byte)1 : (byte)0);
        }
    }

    private static nint LoadShards(IReadOnlyList<string> files, LlamaModelParams parameters)
    {
        var paths = new nint[files.Count];
        try
        {
            for (var i = 0; i < files.Count; i++)
            {
                paths[i] = Marshal.StringToCoTaskMemUTF8(files[i]);
            }

            fixed (nint* pointers = paths)
            {
                return NativeMethods.llama_model_load_from_splits((byte**)pointers, (nuint)files.Count, parameters);
            }
        }
        finally
        {
            Array.ForEach(paths, Marshal.FreeCoTaskMem);
        }
    }
}
