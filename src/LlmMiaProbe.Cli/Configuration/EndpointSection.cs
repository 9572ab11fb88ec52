using LlmMiaProbe.Cli.Providers;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Where a hosted model is, and how it may be used.</summary>
internal sealed record EndpointSection
{
    public string? Url { get; init; }

    public string? Model { get; init; }

    /// <summary>Name of a model at the same endpoint to compare with.</summary>
    public string? Reference { get; init; }

    /// <summary>What asks the endpoint: Semantic Kernel if it is that, else this program itself.</summary>
    public ModelEngine Engine { get; init; }

    /// <summary>Of Semantic Kernel.</summary>
    public ConnectorKind Connector { get; init; }

    /// <summary>GGUF file whose tokenizer cuts windows.</summary>
    public string? WindowTokenizer { get; init; }

    /// <summary>A vocabulary such as o200k_base; null for what the model's name says.</summary>
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
        Engine = values.Choice<ModelEngine>(SettingKey.Engine),
        Connector = values.Choice<ConnectorKind>(SettingKey.Connector),
        WindowTokenizer = values.OptionalText(SettingKey.WindowTokenizer),
        Tokenizer = values.Text(SettingKey.EndpointTokenizer) is var tokenizer and not "auto" ? tokenizer : null,
        ApiKeyVariable = values.OptionalText(SettingKey.ApiKeyVariable),
        ApiKeyFile = values.OptionalText(SettingKey.ApiKeyFile),
        Concurrency = values.Integer(SettingKey.Concurrency),
        MaxRequests = values.OptionalInteger(SettingKey.MaxRequests),
        MaxTokens = values.OptionalInteger(SettingKey.MaxTokens),
        Timeout = values.Integer(SettingKey.EndpointTimeout),
    };

    /// <summary>The endpoint of the model under test; null if none was given.</summary>
    /// <exception cref="ConfigurationException">Something of it is missing or contradicts itself.</exception>
    public EndpointSettings? ToTarget() => (Url, Model) switch
    {
        (null, null) when Engine == ModelEngine.SemanticKernel => throw Engines.WithoutEndpoint(),
        (null, null) => null,
        (null, _) => throw new ConfigurationException("--endpoint-model names a model, but no endpoint was given: add --endpoint URL."),
        (_, null) when Engine == ModelEngine.SemanticKernel && Connector == ConnectorKind.AzureOpenai => throw new ConfigurationException("--connector azure-openai needs the name of a deployment: add --endpoint-model DEPLOYMENT."),
        (_, null) => throw new ConfigurationException("--endpoint needs the name of a model there: add --endpoint-model NAME."),
        var (url, model) => ToSettings(url, model),
    };

    /// <summary>That of the model to compare with; null if none was given.</summary>
    /// <exception cref="ConfigurationException">Something of it is missing or contradicts itself.</exception>
    public EndpointSettings? ToReference() => Reference is null
        ? null
        : ToSettings(Url ?? throw new ConfigurationException("--endpoint-reference names a model, but no endpoint was given: add --endpoint URL."), Reference);

    private EndpointSettings ToSettings(string url, string model) => new()
    {
        Url = UrlOf(url),
        Model = model,
        Connector = ConnectorOrNone,
        Tokenizer = Tokenizer,
        KeyVariable = ApiKeyVariable,
        KeyFile = ApiKeyFile is null ? null : Path.GetFullPath(ApiKeyFile),
        Concurrency = Concurrency,
        MaxRequests = MaxRequests,
        MaxTokens = MaxTokens,
        TimeoutSeconds = Timeout,
    };

    private ConnectorKind? ConnectorOrNone => (Engine, Connector) switch
    {
        (ModelEngine.SemanticKernel, var connector) => connector,
        (_, ConnectorKind.Openai) => null,
        _ => throw new ConfigurationException("--connector names a connector of Semantic Kernel, which asks only with --engine semantic-kernel: add that, or leave --connector out."),
    };

    private Uri UrlOf(string text)
    {
        var url = EndpointSettings.ReadUrl(text);
        return ConnectorOrNone switch
        {
            ConnectorKind.AzureOpenai when url.AbsolutePath == "/" => new Uri(url, "openai/v1"),
            ConnectorKind.AzureOpenai when !url.AbsolutePath.EndsWith("/openai/v1", StringComparison.Ordinal) => throw new ConfigurationException($"--endpoint: {url} is no Azure OpenAI resource: expected one such as https://NAME.openai.azure.com, without the path of a deployment; deployments are named by --endpoint-model."),
            ConnectorKind.Ollama when url.AbsolutePath.EndsWith("/v1", StringComparison.Ordinal) => throw new ConfigurationException($"--endpoint: --connector ollama speaks Ollama's own API, which is not under {url.AbsolutePath}: leave that out, or use --connector openai."),
            _ => url,
        };
    }
}
