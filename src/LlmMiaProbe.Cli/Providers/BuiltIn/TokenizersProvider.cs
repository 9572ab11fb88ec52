using LlmMiaProbe.Tokenizers;

namespace LlmMiaProbe.Cli.Providers;

/// <summary>Microsoft.ML.Tokenizers, which this build has.</summary>
internal static class TokenizersProvider
{
    public static string? Version => TiktokenTextTokenizer.Version;
}
