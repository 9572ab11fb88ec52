namespace LlmMiaProbe.Local.Gguf;

/// <summary>A model's tokenizer as its metadata describes it.</summary>
/// <param name="Identity">Family, pre-tokenizer and digest; equal exactly for files that split every text into the same ids. Whether BOS is added is not part of it.</param>
/// <param name="Size">Tokens in the vocabulary.</param>
/// <param name="AddsBos">Whether the native tokenizer puts BOS before a text.</param>
/// <param name="BosId">Null when there is no BOS token.</param>
public sealed record GgufTokenizer(string Identity, int Size, bool AddsBos, int? BosId);
