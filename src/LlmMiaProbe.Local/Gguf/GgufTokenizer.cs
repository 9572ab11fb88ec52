namespace LlmMiaProbe.Local.Gguf;

/// <summary>A model's tokenizer as its metadata describes it.</summary>
/// <param name="Identity">
/// Family, pre-tokenizer and digest; equal exactly for files that split every text into the same ids. Whether BOS is added is not part of
/// it.
/// </param>
/// <param name="Size">Tokens in the vocabulary.</param>
/// <param name="AddsBos">Whether BOS is to be put before a text: the metadata asks for it, and there is one.</param>
/// <param name="BosId">Null when there is no BOS token.</param>
public sealed record GgufTokenizer(string Identity, int Size, bool AddsBos, int? BosId)
{
    /// <summary>Null when there is no EOS token.</summary>
    public int? EosId { get; init; }

    /// <summary>An ordinary token that llama.cpp takes for EOS because the file names none; null if that is not so.</summary>
    public int? MistakenEosId { get; init; }

    /// <summary>What is wrong or missing so that scores may be off, a sentence each.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>What the control tokens spell.</summary>
    public IReadOnlyList<string> SpecialTokens { get; init; } = [];
}
