using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli.Providers;

/// <summary>Stands in for Microsoft.ML.Tokenizers, which this build leaves out.</summary>
internal static class TokenizersProvider
{
    public static string? Version => null;

    /// <exception cref="PrerequisiteException">The settings name a tokenizer.</exception>
    public static ITextTokenizer? Find(EndpointSettings endpoint, string reportedModel)
    {
        _ = reportedModel;
        return endpoint.Tokenizer is null ? null : throw Provider.Tokenizers.Missing("--endpoint-tokenizer");
    }
}
