namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Conditions under which a command ends with <see cref="Console.ExitCodes.GateFailed"/>.</summary>
internal sealed record GatesSection
{
    /// <summary>As written.</summary>
    [Setting(
        nameof(SettingGroup.Gates),
        "--fail-if",
        "end with exit code 5 if this holds, such as 'auc(loss) > 0.6'; may be repeated",
        Placeholder = "gate", TakesOneElement = true, IsBasic = true)]
    public required IReadOnlyList<string> FailIf { get; init; }
}
