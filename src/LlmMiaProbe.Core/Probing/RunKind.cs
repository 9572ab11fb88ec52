namespace LlmMiaProbe.Probing;

/// <summary>What a run is, as sentences about it say.</summary>
public static class RunKind
{
    public const string Membership = "a run about membership ('mia-probe run')";

    public const string Extraction = "a run about extraction ('mia-probe extract')";

    public const string Canaries = "a test of canaries ('mia-probe canary test')";

    /// <summary>Such as <c>a test of canaries ('mia-probe canary test')</c>.</summary>
    public static string Of(RunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Command is { } command ? OfCommand(command) : settings.Extraction is null ? Membership : Extraction;
    }

    // A store may come from anywhere, so no word of it is repeated that this program would not have written.
    private static string OfCommand(string command) => command.Split(' ') switch
    {
        ["mia-probe", "canary", "test", ..] => Canaries,
        ["mia-probe", "ask", var method, ..] when method.All(char.IsAsciiLetterLower) => $"a run of questions ('mia-probe ask {method}')",
        ["mia-probe", "secret", ..] => "a run about a secret ('mia-probe secret')",
        ["mia-probe", "continue", ..] => "a run about a whole work ('mia-probe continue')",
        _ => "a run of another command",
    };
}
