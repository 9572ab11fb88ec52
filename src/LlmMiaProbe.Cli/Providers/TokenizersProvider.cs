using LlmMiaProbe.Models;
using LlmMiaProbe.Tokenizers;

namespace LlmMiaProbe.Cli.Providers;

/// <summary>Microsoft.ML.Tokenizers, which this build has.</summary>
internal static class TokenizersProvider
{
    public static string? Version => TiktokenTextTokenizer.Version;

    /// <summary>The tokenizer that the settings name, else that of the model; null if it is of no tiktoken family.</summary>
    /// <param name="endpoint">Where the model is.</param>
    /// <param name="reportedModel">The name that it answers with.</param>
    public static ITextTokenizer? Find(EndpointSettings endpoint, string reportedModel) => endpoint.Tokenizer is { } encoding
        ? TiktokenTextTokenizer.ForEncoding(encoding)
        : TiktokenTextTokenizer.ForModel(reportedModel) ?? TiktokenTextTokenizer.ForModel(endpoint.Model);
}
