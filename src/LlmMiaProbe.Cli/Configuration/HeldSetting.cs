namespace LlmMiaProbe.Cli.Configuration;

/// <summary>What one layer says of one setting: a text, or the elements of a list. Neither is an explicit "unset".</summary>
/// <param name="Key">The key that holds it (the first element's for a list).</param>
/// <param name="Text">The text, or null for an explicit null and for a list.</param>
/// <param name="Elements">Elements given one by one; empty if there is a text.</param>
internal sealed record HeldSetting(string Key, string? Text, IReadOnlyList<string> Elements);
