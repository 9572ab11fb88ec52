namespace LlmMiaProbe.Cli.Configuration;

/// <summary>
/// Declares a setting: what it is called, what it may be and what it means. Its key is the section and the name of the property,
/// and what its text is read as follows from the property's type.
/// </summary>
/// <param name="group">Name of the <see cref="SettingGroup"/> that commands and help list it under.</param>
/// <param name="option">The command-line option that gives it, such as <c>--model</c>.</param>
/// <param name="meaning">One line, with the unit.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string group, string option, string meaning) : Attribute
{
    public string Group => group;

    public string Option => option;

    public string Meaning => meaning;

    /// <inheritdoc cref="SettingDefinition.Default"/>
    public string? Default { get; init; }

    /// <inheritdoc cref="SettingDefinition.Unset"/>
    public string Unset { get; init; } = SettingDefinition.Nothing;

    /// <inheritdoc cref="SettingDefinition.Minimum"/>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <inheritdoc cref="SettingDefinition.Maximum"/>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>The largest allowed number is that of the machine's cores.</summary>
    public bool AtMostCores { get; init; }

    /// <summary>Name of a static property of the section that lists what a text may be.</summary>
    public string? Choices { get; init; }

    /// <inheritdoc cref="SettingDefinition.Placeholder"/>
    public string Placeholder { get; init; } = SettingDefinition.File;

    /// <inheritdoc cref="SettingDefinition.OptionText"/>
    public string OptionText { get; init; } = "true";

    /// <inheritdoc cref="SettingDefinition.SplitsElements"/>
    public bool SplitsElements { get; init; }

    /// <inheritdoc cref="SettingDefinition.TakesOneElement"/>
    public bool TakesOneElement { get; init; }

    /// <inheritdoc cref="SettingDefinition.KeepsBlanks"/>
    public bool KeepsBlanks { get; init; }

    /// <inheritdoc cref="SettingDefinition.IsBasic"/>
    public bool IsBasic { get; init; }

    /// <inheritdoc cref="SettingDefinition.NeedsAbsolutePath"/>
    public bool NeedsAbsolutePath { get; init; }
}
