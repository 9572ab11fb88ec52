namespace LlmMiaProbe.Hosted;

/// <summary>A text and the tokens that are to follow it, measured token by token.</summary>
/// <param name="Prefix">Token ids that are given.</param>
/// <param name="Suffix">Token ids whose probability is wanted, at least one.</param>
public sealed record SteppedWindow(int[] Prefix, int[] Suffix);
