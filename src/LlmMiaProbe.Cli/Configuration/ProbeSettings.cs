namespace LlmMiaProbe.Cli.Configuration;

/// <summary>All settings, resolved over their layers.</summary>
internal sealed record ProbeSettings
{
    public required RunSection Run { get; init; }

    public required ExtractionSection Extraction { get; init; }

    public required EndpointSection Endpoint { get; init; }

    public required LlamaSection Llama { get; init; }

    public required OutputSection Output { get; init; }

    public required StoreSection Store { get; init; }

    public required GatesSection Gates { get; init; }

    /// <summary>File that keeps runs and evidence.</summary>
    public string StorePath => Store.Path;

    /// <summary>Every setting with its origin, in the order of the catalog.</summary>
    public required IReadOnlyList<EffectiveSetting> Effective { get; init; }

    /// <summary>The file of <c>--config</c>, or null.</summary>
    public string? ConfigFilePath { get; init; }

    /// <summary>The user's own file, or null if there is none.</summary>
    public string? UserFilePath { get; init; }

    /// <summary>The file beside the program, or null if there is none.</summary>
    public string? ProgramFilePath { get; init; }

    /// <summary>Where a setting came from.</summary>
    public SettingOrigin OriginOf(string key) => Effective.First(setting => setting.Key == key).Origin;
}
