using System.Globalization;
using System.Text.RegularExpressions;
using LlmMiaProbe.Hosted.Tokenizers;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Where a hosted model is, and how it may be used.</summary>
internal sealed partial record EndpointSection
{
    /// <summary>The last dated version of Azure OpenAI's API that is no preview.</summary>
    public const string AzureVersion = "2024-10-21";

    /// <summary>What <see cref="Tokenizer"/> may be.</summary>
    public static IReadOnlyList<string> Tokenizers { get; } = [Auto, .. TiktokenTextTokenizer.Encodings];

    private const string Auto = "auto";

    private const long LongestWait = 7 * 24 * 3600;

    [Setting(
        nameof(SettingGroup.Endpoint),
        "--endpoint",
        "base URL of an endpoint that serves the model under test, such as https://host/v1; several, with commas, share the work",
        Placeholder = "url", IsBasic = true)]
    public string? Url { get; init; }

    [Setting(nameof(SettingGroup.Endpoint), "--endpoint-model", "name of the model under test at the endpoint", Placeholder = "name", IsBasic = true)]
    public string? Model { get; init; }

    [Setting(nameof(SettingGroup.Endpoint), "--endpoint-reference", "name of a model at the same endpoint to compare with", Placeholder = "name")]
    public string? Reference { get; init; }

    [Setting(
        nameof(SettingGroup.Windows), "--tokenizer", "GGUF file whose tokenizer splits text as the hosted model does; its weights are not read")]
    public string? WindowTokenizer { get; init; }

    [Setting(nameof(SettingGroup.Endpoint), "--connector", "connector of Semantic Kernel that asks the endpoint's chat", Default = "openai")]
    public ConnectorKind Connector { get; init; }

    [Setting(
        nameof(SettingGroup.Endpoint),
        "--api-version",
        "version of Azure OpenAI's API, with --connector azure-openai",
        Placeholder = "date", Unset = AzureVersion)]
    public string? ApiVersion { get; init; }

    /// <summary>Null for what the model's name says.</summary>
    [Setting(
        nameof(SettingGroup.Endpoint),
        "--endpoint-tokenizer",
        "vocabulary to count and cut the hosted model's texts with; auto: by the model's name, else by estimate",
        Default = Auto, Choices = nameof(Tokenizers))]
    public string? Tokenizer { get; init => field = value == Auto ? null : value; }

    [Setting(
        nameof(SettingGroup.Endpoint),
        "--api-key-env",
        "environment variable that holds the endpoint's key; the key itself is never kept",
        Placeholder = "variable", IsBasic = true)]
    public string? ApiKeyVariable { get; init; }

    [Setting(nameof(SettingGroup.Endpoint), "--api-key-file", "file that holds the endpoint's key and nothing else", NeedsAbsolutePath = true)]
    public string? ApiKeyFile { get; init; }

    [Setting(
        nameof(SettingGroup.Endpoint),
        "--azure-sign-in",
        "ask Azure OpenAI as whoever is signed in here ('az login', a managed identity, ...) instead of with a key",
        Default = "false")]
    public bool AzureSignIn { get; init; }

    [Setting(
        nameof(SettingGroup.Endpoint),
        "--allow-http",
        "send texts and the key without encryption to an endpoint that is not on this machine",
        Default = "false")]
    public bool AllowHttp { get; init; }

    [Setting(
        nameof(SettingGroup.Endpoint),
        "--endpoint-identity",
        "name that replicas of the model share, so that they share evidence; each must answer alike",
        Placeholder = "name")]
    public string? Identity { get; init; }

    [Setting(
        nameof(SettingGroup.Endpoint),
        "--price",
        "price of a million tokens given and of a million produced, such as 0.5,1.5: --dry-run says what a run costs",
        Placeholder = "in,out")]
    public string? Price { get; init; }

    [Setting(nameof(SettingGroup.Endpoint), "--concurrency", "requests under way at a time, to each endpoint", Default = "4", Minimum = 1, Maximum = 256)]
    public int Concurrency { get; init; }

    [Setting(
        nameof(SettingGroup.Endpoint),
        "--max-requests",
        "send no more requests than this in one command, first questions and repeated ones included; what is done is kept",
        Minimum = 1, Maximum = int.MaxValue, Unset = "any number")]
    public int? MaxRequests { get; init; }

    [Setting(
        nameof(SettingGroup.Endpoint),
        "--max-tokens",
        "use no more tokens than this in one command: what might exceed it is not sent; what is done is kept",
        Minimum = 1, Maximum = int.MaxValue, Unset = "any number")]
    public int? MaxTokens { get; init; }

    [Setting(
        nameof(SettingGroup.Endpoint), "--timeout", "seconds that the endpoint may take for an answer", Default = "120", Minimum = 1, Maximum = 3600)]
    public int Timeout { get; init; }

    [Setting(
        nameof(SettingGroup.Endpoint),
        "--wait-for-endpoint",
        "how long to repeat a request that fails, such as 10m, while a server starts (again)",
        Placeholder = "time", Unset = "four times, within about 15 seconds")]
    public string? Wait { get; init; }

    /// <summary>The addresses as a run with that connector keeps them; none if none was given.</summary>
    /// <exception cref="ConfigurationException">One of them is no address.</exception>
    public IEnumerable<Uri> SaidUrls(ConnectorKind? connector) => AddressesIn(Url)
        .Select(url => connector == ConnectorKind.AzureOpenai ? ResourceOf(EndpointSettings.ReadUrl(url)) : EndpointSettings.ReadUrl(url));

    public string? SaidKeyFile => ApiKeyFile is null ? null : Path.GetFullPath(ApiKeyFile);

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
        : ToSettings(
            Url ?? throw new ConfigurationException("--endpoint-reference names a model, but no endpoint was given: add --endpoint URL."), Reference) with
        {
            IdentityName = PartOf(Identity, "reference"),
        };

    /// <summary>The same endpoint with another model in a part of its own; replicas of that share a name, too.</summary>
    public EndpointSection As(string model, string part) => this with { Model = model, Reference = null, Identity = PartOf(Identity, part) };

    private static string? PartOf(string? identity, string part) => identity is null ? null : $"{identity} ({part})";

    private EndpointSettings ToSettings(string url, string model)
    {
        List<Uri> urls = [.. AddressesIn(url).Select(UrlOf)];
        if (urls.Find(other => other.AbsolutePath != urls[0].AbsolutePath) is { } other)
        {
            throw new ConfigurationException(
                $"--endpoint: {urls[0]} and {other} have different paths; expected servers that are set up alike, such as http://a:8000/v1,http://b:8000/v1.");
        }

        return urls.GroupBy(one => one).FirstOrDefault(same => same.Skip(1).Any()) is { } twice
            ? throw new ConfigurationException($"--endpoint: {twice.Key} is given twice; expected each server once.")
            : ToSettings(urls, SignsInAt(url), model);
    }

    private EndpointSettings ToSettings(List<Uri> urls, bool signsIn, string model) => new()
    {
        Url = urls[0],
        Replicas = urls.Count == 1 ? null : urls[1..],
        Model = model,
        Connector = Connector,
        ApiVersion = VersionOrNone,
        Tokenizer = Tokenizer,
        KeyVariable = ApiKeyVariable,
        SignsIn = signsIn,
        KeyFile = SaidKeyFile,
        IdentityName = Identity,
        Concurrency = Concurrency,
        MaxRequests = MaxRequests,
        MaxTokens = MaxTokens,
        TimeoutSeconds = Timeout,
        WaitSeconds = Wait is null ? 0 : SecondsOf(Wait),
    };

    private static string[] AddressesIn(string? urls) => urls?.Split(',', StringSplitOptions.TrimEntries) ?? [];

    private static int SecondsOf(string time) => WaitForm().Match(time) is { Success: true } match
        && int.TryParse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out var number)
        && number * (match.Groups["unit"].Value switch { "h" => 3600L, "m" => 60, _ => 1 }) is <= LongestWait and var seconds
        ? (int)seconds
        : throw new ConfigurationException(
            $"--wait-for-endpoint: '{time}' is no time; expected a number of seconds, minutes or hours, such as 90s, 10m or 2h, and at most 7 days.");

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
        true when AddressesIn(url).Select(UrlOf).Any(one => one is { IsLoopback: false, Scheme: not "https" }) => throw new ConfigurationException(
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

    [GeneratedRegex(@"^(?<number>\d{1,9})(?<unit>[smh]?)\z")]
    private static partial Regex WaitForm();

    [GeneratedRegex(@"/openai(/v1)?/?\z")]
    private static partial Regex Api();
}
