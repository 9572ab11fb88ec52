using System.Globalization;
using System.Reflection;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>One setting: what it is called, what it may be and what it means.</summary>
/// <param name="Key">As <c>Section:Name</c>.</param>
/// <param name="Type">What its text is read as.</param>
/// <param name="Meaning">One line, with the unit.</param>
internal sealed record SettingDefinition(string Key, SettingType Type, string Meaning)
{
    /// <summary>What being unset means unless it is said.</summary>
    public const string Nothing = "none";

    /// <summary>What stands for a value unless it is said.</summary>
    public const string File = "file";

    /// <summary>The property of a section that holds it.</summary>
    public PropertyInfo? Property { get; init; }

    /// <summary>Name of its <see cref="SettingGroup"/>.</summary>
    public string Group { get; init; } = "";

    /// <summary>The text used when no layer gives one; null leaves the setting unset.</summary>
    public string? Default { get; init; }

    /// <summary>What being unset means.</summary>
    public string Unset { get; init; } = Nothing;

    /// <summary>Being unset means more than that there is nothing.</summary>
    public bool HasUnsetMeaning => Unset != Nothing;

    /// <summary>Smallest allowed number, inclusive.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Largest allowed number, inclusive.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What could be chosen once, and a sentence that says why not any more.</summary>
    public IReadOnlyDictionary<string, string> Withdrawn { get; init; } = new Dictionary<string, string>();

    /// <summary>The command-line option that gives it, such as <c>--model</c>.</summary>
    public string? Option { get; init; }

    /// <summary>What stands for the value in the help.</summary>
    public string Placeholder { get; init; } = File;

    /// <summary>What an option without a value stands for: <c>--no-text</c> means false.</summary>
    public string OptionText { get; init; } = "true";

    /// <summary>Commas separate elements even within an element that was given by itself.</summary>
    public bool SplitsElements { get; init; }

    /// <summary>The option takes one element at a time and is repeated for more.</summary>
    public bool TakesOneElement { get; init; }

    /// <summary>Blanks are a value, and an empty one that is typed is a mistake, such as a shell's variable that is not set.</summary>
    public bool KeepsBlanks { get; init; }

    /// <summary>A path that must not depend on the current folder, unless it is typed.</summary>
    public bool NeedsAbsolutePath { get; init; }

    /// <summary>What most people need: shown in the short help of a command, too.</summary>
    public bool IsBasic { get; init; }

    /// <summary>Never shown.</summary>
    public bool IsSecret { get; init; }

    public string Section => Key[..Key.IndexOf(':', StringComparison.Ordinal)];

    public string Name => Key[(Key.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>What is allowed, in words that follow "expected".</summary>
    public string Allowed => Type switch
    {
        SettingType.Integer => "a whole number" + Range,
        SettingType.Number => "a number" + Range,
        SettingType.Switch => "true or false",
        SettingType.Choice => "one of " + string.Join(", ", Choices),
        SettingType.TextList => "a list of texts",
        _ => "a text",
    };

    /// <summary>Sets the section's property to a value of this setting.</summary>
    public void Fill(object section, object? value)
    {
        var type = Property?.PropertyType ?? throw new InvalidOperationException($"No section holds {Key}.");
        Property.SetValue(section, type.IsEnum && value is string word ? ChoiceText.Read(type, word) : value);
    }

    private string Range => (double.IsFinite(Minimum), double.IsFinite(Maximum)) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $" from {Minimum} to {Maximum}"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $" of at least {Minimum}"),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $" of at most {Maximum}"),
        _ => "",
    };
}
