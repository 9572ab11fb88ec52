namespace LlmMiaProbe.Local;

/// <summary>A LoRA adapter that was loaded beside the weights of one model, and lives as long as they do.</summary>
public interface ILlamaAdapter
{
    /// <summary>File name.</summary>
    string Name { get; }
}
