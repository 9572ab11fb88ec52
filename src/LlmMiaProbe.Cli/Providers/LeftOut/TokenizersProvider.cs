namespace LlmMiaProbe.Cli.Providers;

/// <summary>Stands in for a provider that this build leaves out.</summary>
internal static class TokenizersProvider
{
    public static string? Version => null;
}
