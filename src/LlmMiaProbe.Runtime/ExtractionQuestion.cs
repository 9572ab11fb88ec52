using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Runtime;

/// <summary>Which documents are extracted, and how they are cut into windows of a prefix and a suffix.</summary>
public sealed record ExtractionQuestion
{
    /// <summary>Files or folders of documents.</summary>
    public required IReadOnlyList<string> Corpora { get; init; }

    public ExtractionSettings Windows { get; init; } = new();

    /// <summary>GGUF file whose tokenizer cuts windows for a model behind an endpoint, or null.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>Extract only the first so many documents; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Keep the documents' text in the store.</summary>
    public bool KeepText { get; init; } = true;

    /// <summary>What the run is called in the store, or null.</summary>
    public string? Name { get; init; }

    /// <exception cref="ConfigurationException">No corpus is named.</exception>
    internal RunSettings ToSettings(RunSettings models) => Corpora.Count == 0
        ? throw new ConfigurationException("No corpus was named: give at least one file or folder of documents.")
        : models with
        {
            Corpora = MembershipQuestion.Sources(Corpora),
            Extraction = Windows,
            Tokenizer = Tokenizer is null ? null : Path.GetFullPath(Tokenizer),
            Limit = Limit,
            KeepText = KeepText,
        };
}
