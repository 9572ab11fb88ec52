namespace LlmMiaProbe.Reporting;

/// <summary>The effective configuration.</summary>
/// <param name="Settings">All of them.</param>
/// <param name="Appsettings">The program's file; null if there is none, as for the others.</param>
/// <param name="User">The user's own file.</param>
/// <param name="Config">The file named on the command line.</param>
public sealed record ConfigOutput(IReadOnlyList<SettingOutput> Settings, string? Appsettings, string? User, string? Config);

/// <summary>A setting.</summary>
/// <param name="Setting">Its key.</param>
/// <param name="Value">Null if it has none.</param>
/// <param name="Origin">Where the value came from.</param>
/// <param name="Meaning">What it does.</param>
public sealed record SettingOutput(string Setting, string? Value, string Origin, string Meaning);
