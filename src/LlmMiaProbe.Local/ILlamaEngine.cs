using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.Local;

/// <summary>A build of llama.cpp that GGUF models are evaluated with: this project's own binding, or a provider's. One a process.</summary>
public interface ILlamaEngine
{
    /// <summary>Binding, release and instruction sets: whatever of them can change a number. Part of every evidence key.</summary>
    string Identity { get; }

    /// <summary>Release of llama.cpp, as the binary says.</summary>
    string Version { get; }

    /// <summary>What it can load.</summary>
    GgufRelease Release { get; }

    /// <summary>Where the native library is.</summary>
    string Directory { get; }

    /// <summary>Devices that the loaded backends offer, such as <c>CPU (Intel Xeon)</c>.</summary>
    IReadOnlyList<string> Devices { get; }

    /// <summary>Whether a loaded backend can take layers off the CPU.</summary>
    bool SupportsGpu { get; }

    /// <summary>GPU backends that lie beside the library and offer no device, a sentence each.</summary>
    IReadOnlyList<string> IdleBackends { get; }

    /// <summary>How to get a build that can, in words that follow a colon.</summary>
    string GpuRemedy { get; }

    /// <summary>Names of the chat templates that it knows.</summary>
    IReadOnlyList<string> ChatTemplates { get; }

    /// <summary>Writes a conversation by a chat template, without the beginning of a further answer.</summary>
    /// <param name="template">One of <see cref="ChatTemplates"/>, or the text of a template, which is recognised and not executed. No NUL.</param>
    /// <param name="turns">Roles and contents without NUL.</param>
    /// <returns>Null if it knows no such template.</returns>
    string? ApplyChatTemplate(string template, IReadOnlyList<(string Role, string Content)> turns);

    /// <param name="files">The GGUF, or all its shards in order.</param>
    /// <param name="vocabularyOnly">Load no weights.</param>
    /// <param name="placement">Where its layers go.</param>
    /// <param name="repack">Allow rearranged weights: faster, but a token's numbers then depend on its place in the batch.</param>
    /// <exception cref="ModelException">llama.cpp refuses the file.</exception>
    ILlamaModel Load(IReadOnlyList<string> files, bool vocabularyOnly, LayerPlacement placement, bool repack);

    /// <summary>Writes a copy of a model with its weights in another type.</summary>
    /// <param name="source">A GGUF, or the first of its shards.</param>
    /// <param name="destination">The file to write.</param>
    /// <param name="type">How to store the weights.</param>
    /// <param name="threads">Native threads.</param>
    /// <returns>Null if it is written, else why it is not.</returns>
    string? Convert(string source, string destination, WeightType type, int threads);
}
