using System.Text;
using LLama.Exceptions;
using LLama.Native;
using LlmMiaProbe.LlamaSharp.Native;
using LlmMiaProbe.Local;

namespace LlmMiaProbe.LlamaSharp;

/// <summary>A GGUF that LLamaSharp has loaded.</summary>
internal sealed class LlamaSharpModel : ILlamaModel
{
    private readonly SafeLlamaModelHandle _handle;

    private LlamaSharpModel(string name, SafeLlamaModelHandle handle)
    {
        (Name, _handle) = (name, handle);
        VocabularySize = handle.Vocab.Count;
        BosToken = handle.Vocab.BOS is { } bos ? (int)bos : null;
    }

    public string Name { get; }

    public int VocabularySize { get; }

    public int? BosToken { get; }

    /// <inheritdoc cref="ILlamaEngine.Load"/>
    public static LlamaSharpModel Load(IReadOnlyList<string> files, bool vocabularyOnly, LayerPlacement placement, bool repack)
    {
        var name = Path.GetFileName(files[0]);
        var parameters = LLamaModelParams.Default();
        parameters.vocab_only = vocabularyOnly;
        parameters.n_gpu_layers = placement.GpuLayers;
        parameters.main_gpu = placement.MainGpu;
        parameters.split_mode = (GPUSplitMode)placement.Split;
        parameters.use_extra_bufts = repack;
        SharpLog.TakeErrors();
        try
        {
            // Of several shards, llama.cpp finds the others by their names.
            return new LlamaSharpModel(name, SafeLlamaModelHandle.LoadFromFile(files[0], parameters));
        }
        catch (Exception e) when (e is RuntimeError or IOException)
        {
            throw new ModelException(
                $"{name} could not be loaded: {SharpLog.Reasons()}. Check that the file is complete and made for the llama.cpp of LLamaSharp "
                + $"{LlamaSharpEngine.PackageVersion}.",
                e);
        }
    }

    public int[] Tokenize(string text) => Tokenize(text, special: false);

    public int[] TokenizeTemplate(string text) => Tokenize(text, special: true);

    private int[] Tokenize(string text, bool special)
    {
        if (text.Length == 0)
        {
            return [];
        }

        try
        {
            return [.. _handle.Tokenize(text, addBos: false, special, Encoding.UTF8).Select(token => (int)token)];
        }
        catch (OverflowException e)
        {
            throw new ModelException($"the tokenizer of {Name} cannot split a text of {Encoding.UTF8.GetByteCount(text)} bytes", e);
        }
    }

    public byte[] BytesOf(int token)
    {
        var bytes = new byte[32];
        var length = (int)_handle.TokenToSpan(token, bytes);
        if (length > bytes.Length)
        {
            bytes = new byte[length];
            length = (int)_handle.TokenToSpan(token, bytes);
        }

        return bytes[..length];
    }

    public bool EndsGeneration(int token) => ((LLamaToken)token).IsEndOfGeneration(_handle.Vocab);

    public ILlamaAdapter LoadAdapter(string file)
    {
        var name = Path.GetFileName(file);
        SharpLog.TakeErrors();
        try
        {
            return new LlamaSharpAdapter(name, _handle.LoadLoraFromFile(file));
        }
        catch (Exception e) when (e is RuntimeError or IOException or InvalidOperationException)
        {
            throw new ModelException($"the adapter {name} could not be loaded beside {Name}: {SharpLog.Reasons()}", e);
        }
    }

    public ILlamaContext CreateContext(ContextShape shape, IReadOnlyList<(ILlamaAdapter Adapter, float Scale)> adapters)
    {
        var context = new LlamaSharpContext(Name, _handle, VocabularySize, shape);
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

    public void Dispose() => _handle.Dispose();
}
