namespace LlmMiaProbe.Hosted.Routes;

/// <summary>What an endpoint says of a given text.</summary>
/// <param name="Tokens">In order, a BOS included where it is reported.</param>
/// <param name="Model">The model that the answer names, or null.</param>
/// <param name="BilledTokens">Tokens of the text as billed, or null.</param>
internal sealed record PromptReading(IReadOnlyList<PromptToken> Tokens, string? Model, int? BilledTokens);
