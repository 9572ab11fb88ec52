namespace LlmMiaProbe.Models;

/// <summary>A local model: a GGUF, and the adapters that it is evaluated with.</summary>
/// <param name="Path">A GGUF, or the first of its shards.</param>
/// <param name="Lora">In the order in which they are added; empty for the model alone.</param>
public sealed record ModelFiles(string Path, IReadOnlyList<LoraAdapter> Lora)
{
    /// <summary>For people.</summary>
    public string Name => NameOf(System.IO.Path.GetFileName(Path), Lora.Select(adapter => adapter.Name));

    /// <summary>A model with its adapters, for people: <c>base.gguf + adapter.gguf:0.5</c>.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="adapters">Names of its adapters with their scales.</param>
    public static string NameOf(string model, IEnumerable<string> adapters) => string.Join(" + ", adapters.Prepend(model));

    /// <summary>Whether both are the same files with the same scales.</summary>
    public bool IsSameAs(ModelFiles other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Path == other.Path && Lora.SequenceEqual(other.Lora);
    }
}
