namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Where a value came from.</summary>
/// <param name="Kind">The layer.</param>
/// <param name="Place">File and line, environment variable or option; empty for a default.</param>
internal sealed record SettingOrigin(OriginKind Kind, string Place)
{
    public static SettingOrigin Default { get; } = new(OriginKind.Default, "");

    public override string ToString() => Kind switch
    {
        OriginKind.Default => "default",
        OriginKind.Environment => "environment variable " + Place,
        OriginKind.CommandLine => "option " + Place,
        _ => Place,
    };
}
