using LlmMiaProbe.Lab;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>A training to be done.</summary>
public sealed record TrainingRequest
{
    /// <summary>The GGUF to start from: F32, F16 or BF16 weights, one file.</summary>
    public required string Base { get; init; }

    /// <summary>Its SHA-256.</summary>
    public required string BaseHash { get; init; }

    /// <summary>The GGUF to write, with F32 weights. Beside it come its training manifest and, while the training lasts, a checkpoint.</summary>
    public required string Output { get; init; }

    public required TrainingRecipe Recipe { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<TrainingText> Texts { get; init; }

    /// <summary>Texts that are not trained on and tell when to stop; may be empty.</summary>
    public IReadOnlyList<TrainingText> Validation { get; init; } = [];

    /// <summary>How the chat records among the texts were put together; null without any.</summary>
    public TrainingChat? Chat { get; init; }

    /// <summary>Native threads.</summary>
    public int Threads { get; init; } = 1;

    public string ManifestPath => $"{Output}.training.json";

    public string CheckpointPath => $"{Output}.checkpoint";
}
