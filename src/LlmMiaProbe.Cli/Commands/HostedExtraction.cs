using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Hosted.Tokenizers;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>What can be asked about windows where the model is behind an endpoint.</summary>
internal static class HostedExtraction
{
    /// <summary>What the settings alone tell, before an endpoint is asked.</summary>
    /// <param name="extraction">What is asked.</param>
    /// <param name="endpoint">Where the model is, if it is behind an endpoint.</param>
    /// <exception cref="ConfigurationException">The tokenizer is not needed or named twice, or no endpoint can answer.</exception>
    /// <exception cref="PrerequisiteException">The file of the tokenizer is not there.</exception>
    public static void RequireBeforeAsking(ExtractionSettings extraction, EndpointSection endpoint)
    {
        var tokenizer = endpoint.WindowTokenizer;
        if (endpoint.Url is null)
        {
            if (tokenizer is not null)
            {
                throw new ConfigurationException(
                    "--tokenizer is for models behind an endpoint, and a GGUF file brings its own: leave it out, or add --endpoint URL.");
            }

            return;
        }

        if (tokenizer is not null && endpoint.Tokenizer is not null)
        {
            throw new ConfigurationException("--tokenizer and --endpoint-tokenizer both say where windows are cut; keep one.");
        }

        if (tokenizer is not null && !File.Exists(tokenizer))
        {
            throw new PrerequisiteException($"--tokenizer {tokenizer} does not exist: name a GGUF file.");
        }

        var option = extraction switch
        {
            { Draws: > 0 } => "--draws",
            { Schemes.Count: > 0 } => "--temperature, --top-k and --top-p",
            { ShuffledPrefix: true } => "--prior",
            _ => null,
        };
        if (option is not null)
        {
            throw new ConfigurationException(
                $"{option}: an endpoint takes text, not tokens, and shows no whole distributions, so this needs a local model: "
                + $"leave it out{(extraction.ShuffledPrefix ? " (a --reference shows what any model completes)" : "")}.");
        }
    }

    /// <summary>What an endpoint's answers tell.</summary>
    /// <param name="tokenizer">The file that was named as tokenizer, or null: then that of the model, where it is of a tiktoken family, cuts.</param>
    /// <param name="hosted">The model under test; null for a GGUF file.</param>
    /// <param name="hostedReference">The model to compare with, if it is behind an endpoint.</param>
    /// <exception cref="ConfigurationException">The tokenizer is missing, or the endpoint cannot answer.</exception>
    public static void Require(string? tokenizer, HostedModel? hosted, HostedModel? hostedReference)
    {
        if (hosted is null)
        {
            return;
        }

        if ((hosted.WhyNoWindows ?? hostedReference?.WhyNoWindows) is { } reason)
        {
            throw new ConfigurationException(
                $"{reason}, so there is no p_z to be had from it. What needs text only: "
                + "'mia-probe continue' (how much of a work it goes on with), 'mia-probe secret', 'mia-probe ask', "
                + "and 'mia-probe run --attacks samia,cdd,ngram-coverage' (sample pools).");
        }

        if (tokenizer is null && (hosted.Tokenizer is null || hostedReference is { Tokenizer: null }))
        {
            throw new ConfigurationException("--endpoint: windows are cut between the model's tokens, and an endpoint lends no tokenizer: "
                + "add --tokenizer FILE.gguf, a model of the same family or its vocabulary alone "
                + $"(its weights are not read), or --endpoint-tokenizer for a model with the tokens of {string.Join(", ", TiktokenTextTokenizer.Encodings)}.");
        }
    }
}
