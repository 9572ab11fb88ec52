using System.Text.RegularExpressions;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Where a hosted model is, and how it may be used.</summary>
internal sealed partial record EndpointSection
{
    /// <summary>The last dated version of Azure OpenAI's API that is no preview.</summary>
    public const string AzureVersion = "2024-10-21";

    public string? Url { get; init; }

    public string? Model { get; init; }

    /// <summary>Name of a model at the same endpoint to compare with.</summary>
    public string? Reference { get; init; }

    /// <summary>Of Semantic Kernel.</summary>
    public ConnectorKind Connector { get; init; }

    /// <summary>Of Azure OpenAI's API; null for the usual one.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>GGUF file whose tokenizer cuts windows.</summary>
    public string? WindowTokenizer { get; init; }

    /// <summary>A vocabulary such as o200k_base; null for what the model's name says.</summary>
    public string? Tokenizer { get; init; }

    public string? ApiKeyVariable { get; init; }

    public string? ApiKeyFile { get; init; }

    /// <summary>Ask as whoever is signed in to Azure instead of with a key.</summary>
    public bool AzureSignIn { get; init; }

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
        Connector = values.Choice<ConnectorKind>(SettingKey.Connector),
        ApiVersion = values.OptionalText(SettingKey.ApiVersion),
        WindowTokenizer = values.OptionalText(SettingKey.WindowTokenizer),
        Tokenizer = values.Text(SettingKey.EndpointTokenizer) is var tokenizer and not "auto" ? tokenizer : null,
        ApiKeyVariable = values.OptionalText(SettingKey.ApiKeyVariable),
        ApiKeyFile = values.OptionalText(SettingKey.ApiKeyFile),
        AzureSignIn = values.Switch(SettingKey.AzureSignIn),
        Concurrency = values.Integer(SettingKey.Concurrency),
        MaxRequests = values.OptionalInteger(SettingKey.MaxRequests),
        MaxTokens = values.OptionalInteger(SettingKey.MaxTokens),
        Timeout = values.Integer(SettingKey.EndpointTimeout),
    };

    /// <summary>The endpoint of the model under test; null if none was given.</summary>
    /// <exception cref="ConfigurationException">Something of it is missing or contradicts itself.</exception>
    public EndpointSettings? ToTarget() => (Url, Model) switch
    {
        (null, null) => null,
        (null, _) => throw new ConfigurationException("--endpoint-model names a model, but no endpoint was given: add --endpoint URL."),
        (_, null) when Connector == ConnectorKind.AzureOpenai => throw new ConfigurationException(
            "--connector azure-openai needs the name of a deployment: add --endpoint-model DEPLOYMENT."),
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
        Connector = Connector,
        ApiVersion = VersionOrNone,
        Tokenizer = Tokenizer,
        KeyVariable = ApiKeyVariable,
        SignsIn = SignsInAt(url),
        KeyFile = ApiKeyFile is null ? null : Path.GetFullPath(ApiKeyFile),
        Concurrency = Concurrency,
        MaxRequests = MaxRequests,
        MaxTokens = MaxTokens,
        TimeoutSeconds = Timeout,
    };

    private string? VersionOrNone => (Connector, ApiVersion) switch
    {
        (ConnectorKind.AzureOpenai, null) => AzureVersion,
        (ConnectorKind.AzureOpenai, { } version) when VersionForm().IsMatch(version) => version,
        (ConnectorKind.AzureOpenai, var version) => throw new ConfigurationException(
            $"--api-version: '{version}' is no version of Azure OpenAI's API: expected one such as {AzureVersion} or 2025-04-01-preview."),
        (_, null) => null,
        _ => throw new ConfigurationException("--api-version is for --connector azure-openai: add that, or leave it out."),
    };

    private bool SignsInAt(string url) => AzureSignIn switch
    {
        false => false,
        true when Connector != ConnectorKind.AzureOpenai => throw new ConfigurationException(
            "--azure-sign-in is for --connector azure-openai: add that, or leave it out."),
        true when ApiKeyVariable is not null || ApiKeyFile is not null => throw new ConfigurationException(
            $"--azure-sign-in and {(ApiKeyFile is null ? "--api-key-env" : "--api-key-file")} both say who asks; keep one."),
        true when UrlOf(url) is { IsLoopback: false, Scheme: not "https" } => throw new ConfigurationException(
            $"--endpoint: {url} is not encrypted, and --azure-sign-in sends what proves who you are: "
            + "expected an address that begins with https://."),
        _ => true,
    };

    private Uri UrlOf(string text)
    {
        var url = EndpointSettings.ReadUrl(text);
        return Connector switch
        {
            ConnectorKind.AzureOpenai => ResourceOf(url),
            ConnectorKind.Ollama when url.AbsolutePath.EndsWith("/v1", StringComparison.Ordinal) => throw new ConfigurationException(
                $"--endpoint: --connector ollama speaks Ollama's own API, which is not under {url.AbsolutePath}: leave that out, or use --connector openai."),
            _ => url,
        };
    }

    // People copy the address of its v1 API, and that of a deployment.
    private static Uri ResourceOf(Uri url)
    {
        var path = Api().Replace(url.AbsolutePath, "");
        return path.Contains("/openai/", StringComparison.Ordinal) || path.Contains("/deployments", StringComparison.Ordinal)
            ? throw new ConfigurationException(
                $"--endpoint: {url} is no Azure OpenAI resource: expected one such as https://NAME.openai.azure.com, "
                + "without the path of a deployment; deployments are named by --endpoint-model.")
            : new Uri(url, path.Length == 0 ? "/" : path);
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(-preview)?\z")]
    private static partial Regex VersionForm();

    [GeneratedRegex(@"/openai(/v1)?/?\z")]
    private static partial Regex Api();
}
