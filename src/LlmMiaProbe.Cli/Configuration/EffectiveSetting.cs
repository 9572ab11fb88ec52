namespace LlmMiaProbe.Cli.Configuration;

/// <summary>One line of <c>config show</c>.</summary>
/// <param name="Key">As <c>Section:Name</c>.</param>
/// <param name="Value">Its text (a secret is masked), or null if it is unset.</param>
/// <param name="Shown">The value, or in parentheses what being unset means.</param>
/// <param name="Origin">Where the value came from.</param>
/// <param name="Meaning">One line.</param>
internal sealed record EffectiveSetting(string Key, string? Value, string Shown, SettingOrigin Origin, string Meaning);
