using System.Runtime.InteropServices;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Local;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>A GGUF whose weights can be trained: F32 in memory that may be written to.</summary>
internal sealed class TrainableModel : IDisposable
{
    private readonly WidenedModel? _widened;

    private TrainableModel(WidenedModel? widened, GgufFile file, FileStream content, GgufSummary summary, LlamaModel native) =>
        (_widened, File, Content, Summary, Native) = (widened, file, content, summary, native);

    /// <summary>The F32 file that was loaded.</summary>
    public GgufFile File { get; }

    /// <summary>Its bytes.</summary>
    public FileStream Content { get; }

    public GgufSummary Summary { get; }

    public LlamaModel Native { get; }

    /// <summary>Token that is put before each document: BOS if the model adds it, else EOS; null if it has neither.</summary>
    public int? Separator => (Summary.Tokenizer.AddsBos ? Summary.Tokenizer.BosId : null) ?? Summary.Tokenizer.EosId;

    /// <param name="library">The loaded native library.</param>
    /// <param name="path">F32, F16 or BF16 weights in one file; 16-bit weights are widened in a temporary copy.</param>
    /// <param name="threads">Native threads.</param>
    /// <exception cref="PrerequisiteException">The file is missing, or there is no room for a temporary copy.</exception>
    /// <exception cref="ModelException">The model cannot be trained; the sentence says why and what to do.</exception>
    public static TrainableModel Open(LlamaLibrary library, string path, int threads)
    {
        var summary = GgufModel.Open(path).RequireScorable(GgufRelease.Newest);
        var name = Path.GetFileName(path);
        if (summary.Shards.Count > 1)
        {
            throw new ModelException(
                $"{name} is one of {summary.Shards.Count} parts, and training needs one file: merge them with llama.cpp's llama-gguf-split --merge.");
        }

        if (summary.Quantization is not ("F32" or "F16" or "BF16"))
        {
            throw new ModelException(
                $"{name} holds {summary.Quantization} weights, and training needs F32, F16 or BF16: "
                + $"train the file it was quantised from, or convert it with 'mia-probe lab convert {name} base-f32.gguf --to f32' (the precision it "
                + "lost does not come back).");
        }

        if (summary.IsRecurrent)
        {
            throw new ModelException(
                $"{name} keeps a recurrent state ({summary.Architecture}), which llama.cpp cannot differentiate: "
                + "train a model with attention only, such as a llama.");
        }

        var widened = summary.Quantization == "F32" ? null : WidenedModel.Create(library, summary.Shards, summary.TotalSize, threads);
        try
        {
            var file = GgufFile.Open(widened?.Path ?? path);
            var model = new TrainableModel(
                widened, file, System.IO.File.OpenRead(file.Path), summary, LlamaModel.Load([file.Path], vocabularyOnly: false, writable: true));
            if (!OperatingSystem.IsWindows())
            {
                // The bytes outlive the name, and a killed process leaves no file behind.
                widened?.Dispose();
            }

            return model;
        }
        catch
        {
            widened?.Dispose();
            throw;
        }
    }

    /// <summary>Whether a tensor holds the bits of the file.</summary>
    public bool IsAsStored(TrainedTensor tensor)
    {
        var stored = File.Tensors.First(entry => entry.Name == tensor.Name);
        var bytes = new byte[stored.ByteSize];
        Content.Position = File.DataOffset + stored.Offset;
        Content.ReadExactly(bytes);
        return MemoryMarshal.AsBytes(tensor.Weights).SequenceEqual(bytes);
    }

    public void Dispose()
    {
        Native.Dispose();
        Content.Dispose();
        _widened?.Dispose();
    }
}
