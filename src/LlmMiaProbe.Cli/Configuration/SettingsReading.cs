namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Settings as far as they could be read; what is wrong stands at its default and is told in an error.</summary>
/// <param name="Settings">Complete in any case.</param>
/// <param name="Values">The same by key.</param>
/// <param name="Errors">One sentence each; empty if all is well.</param>
internal sealed record SettingsReading(ProbeSettings Settings, IReadOnlyDictionary<string, object?> Values, IReadOnlyList<string> Errors);
