using LlmMiaProbe.Corpora;
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

    /// <summary>Name of the chat template that puts chat records together, or <c>none</c>; null for that of the model's file.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>What of a chat record is one document.</summary>
    public ChatUnit ChatUnit { get; init; }

    /// <summary>Keep the documents' text in the store.</summary>
    public bool KeepText { get; init; } = true;

    /// <summary>Which fields of the records are what; null if that is to be recognised.</summary>
    public CorpusFields? Fields { get; init; }

    /// <summary>What the run is called in the store, or null.</summary>
    public string? Name { get; init; }

    /// <exception cref="ConfigurationException">No corpus is named, a number is out of its range, or an endpoint cannot answer what is asked.</exception>
    internal RunSettings ToSettings(RunSettings models)
    {
        Require(models);
        return Corpora.Count == 0
            ? throw new ConfigurationException("No corpus was named: give at least one file or folder of documents.")
            : models with
            {
                Corpora = MembershipQuestion.Sources(Corpora, Fields),
                Task = new ExtractionTask(Windows),
                Tokenizer = Tokenizer is null ? null : Path.GetFullPath(Tokenizer),
                Limit = Limit,
                KeepText = KeepText,
                ChatTemplate = ChatTemplate,
                ChatUnit = ChatUnit,
            };
    }

    private void Require(RunSettings models)
    {
        Ranges.Require(nameof(Limit), Limit, 1, int.MaxValue);
        Ranges.Require(nameof(Windows.PrefixTokens), Windows.PrefixTokens, 1, 100_000);
        Ranges.Require(nameof(Windows.SuffixTokens), Windows.SuffixTokens, 1, 100_000);
        Ranges.Require(nameof(Windows.StrideCharacters), Windows.StrideCharacters, 1, int.MaxValue);
        Ranges.Require(nameof(Windows.Sample), Windows.Sample, 1, int.MaxValue);
        Ranges.Require(nameof(Windows.Draws), Windows.Draws, 0, 100_000);
        Ranges.Require(nameof(Windows.Epsilon), Windows.Epsilon, 0, 100_000);
        if (models.Hosted is not { } hosted)
        {
            return;
        }

        if (hosted.WhyNoWindows is { } reason)
        {
            throw new ConfigurationException($"{reason}, so there is no p_z to be had from it.");
        }

        if (Tokenizer is null && hosted.Tokenizer is null)
        {
            throw new ConfigurationException(
                "Windows are cut between the model's tokens, and an endpoint lends no tokenizer: name a GGUF file of the same family (Tokenizer), "
                + "or a vocabulary in the settings of the endpoint.");
        }
    }
}
