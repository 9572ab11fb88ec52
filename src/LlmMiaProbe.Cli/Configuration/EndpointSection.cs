using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Where a hosted model is, and how it may be used.</summary>
internal sealed record EndpointSection
{
    public string? Url { get; init; }

    public string? Model { get; init; }

    /// <summary>Name of a model at the same endpoint to compare with.</summary>
    public string? Reference { get; init; }

    /// <summary>GGUF file whose tokenizer cuts windows.</summary>
    public string? Tokenizer { get; init; }

    public string? ApiKeyVariable { get; init; }

    public string? ApiKeyFile { get; init; }

    public int Concurrency { get; init; }

    public int? MaxRequests { get; init; }

    public int? MaxTokens { get; init; }

    /// <summary>Seconds.</summary>
    public int Timeout { get; init; }

    public static EndpointSection From(SettingValues values) => new()
    {
        Url = values.OptionalText(SettingKey.EndpointUrl),
        Model = values.OptionalText(SettingKey.EndpointModel),
        Reference = values.OptionalText(SettingKey.EndpointReference),
        Tokenizer = values.OptionalText(SettingKey.EndpointTokenizer),
        ApiKeyVariable = values.OptionalText(SettingKey.ApiKeyVariable),
        ApiKeyFile = values.OptionalText(SettingKey.ApiKeyFile),
        Concurrency = values.Integer(SettingKey.Concurrency),
        MaxRequests = values.OptionalInteger(SettingKey.MaxRequests),
        MaxTokens = values.OptionalInteger(SettingKey.MaxTokens),
        Timeout = values.Integer(SettingKey.EndpointTimeout),
    };

    /// <summary>The endpoint of the model under test; null if none was given.</summary>
    /// <exception cref="ConfigurationException">Something of it is missing or contradicts itself.</exception>
    public EndpointSettings? ToTarget() => Url is null
        ? Model is null ? null : throw new ConfigurationException("--endpoint-model names a model, but no endpoint was given: add --endpoint URL.")
        : ToSettings(Url, Model ?? throw new ConfigurationException("--endpoint needs the name of a model there: add --endpoint-model NAME."));

    /// <summary>That of the model to compare with; null if none was given.</summary>
    /// <exception cref="ConfigurationException">Something of it is missing or contradicts itself.</exception>
    public EndpointSettings? ToReference() => Reference is null
        ? null
        : ToSettings(Url ?? throw new ConfigurationException("--endpoint-reference names a model, but no endpoint was given: add --endpoint URL."), Reference);

    private EndpointSettings ToSettings(string url, string model) => ApiKeyVariable is not null && ApiKeyFile is not null
        ? throw new ConfigurationException("--api-key-env and --api-key-file both say where the key is; keep one.")
        : new EndpointSettings
        {
            Url = EndpointSettings.ReadUrl(url),
            Model = model,
            KeyVariable = ApiKeyVariable,
            KeyFile = ApiKeyFile is null ? null : Path.GetFullPath(ApiKeyFile),
            Concurrency = Concurrency,
            MaxRequests = MaxRequests,
            MaxTokens = MaxTokens,
            TimeoutSeconds = Timeout,
        };
}
