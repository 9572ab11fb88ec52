using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Models;

/// <summary>A text that a scorer has tokenised; costs no forward pass.</summary>
/// <param name="Key">Identity of the evidence that scoring it yields.</param>
/// <param name="Tokens">Token ids without BOS.</param>
/// <param name="InputTokens">Tokens to decode when it is scored, overlap of windows and BOS included.</param>
/// <param name="Windows">Windows that it is scored in; 1 for a text that fits the context.</param>
public sealed record PreparedText(EvidenceKey Key, int[] Tokens, long InputTokens, int Windows);
