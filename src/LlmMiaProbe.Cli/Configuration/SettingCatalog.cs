using System.Reflection;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Every setting there is, as the sections declare it. Options, environment variables, files and <c>config show</c> all follow this list.</summary>
internal static class SettingCatalog
{
    private static readonly Type[] s_sections =
    [
        typeof(RunSection), typeof(ExtractionSection), typeof(DecodingSection), typeof(EndpointSection), typeof(StoreSection), typeof(LlamaSection),
        typeof(GatesSection), typeof(OutputSection),
    ];

    public static IReadOnlyList<SettingDefinition> All { get; } = For(Environment.ProcessorCount);

    /// <summary>The settings on a machine with so many cores.</summary>
    public static IReadOnlyList<SettingDefinition> For(int cores) =>
    [
        // Reflection promises no order, and metadata has that of the source.
        .. s_sections.SelectMany(section => section.GetProperties().OrderBy(property => property.MetadataToken))
            .Select(property => Define(property, cores))
            .OfType<SettingDefinition>(),
    ];

    /// <summary>A section of the values of its settings.</summary>
    /// <param name="definitions">Some or all settings.</param>
    /// <param name="values">By key.</param>
    public static TSection Fill<TSection>(IEnumerable<SettingDefinition> definitions, IReadOnlyDictionary<string, object?> values)
        where TSection : class
    {
        var section = Activator.CreateInstance<TSection>();
        foreach (var definition in definitions.Where(definition => definition.Property?.DeclaringType == typeof(TSection)))
        {
            definition.Fill(section, values[definition.Key]);
        }

        return section;
    }

    private static SettingDefinition? Define(PropertyInfo property, int cores)
    {
        if (property.GetCustomAttribute<SettingAttribute>(inherit: false) is not { } declared || property.DeclaringType is not { } section)
        {
            return null;
        }

        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var withdrawn = type.IsEnum
            ? property.GetCustomAttributes<WithdrawnAttribute>(inherit: false).ToDictionary(value => value.Choice, value => value.Sentence)
            : [];
        return new SettingDefinition(SettingKey.Of(section, property.Name), declared.Choices is null ? TypeOf(type) : SettingType.Choice, declared.Meaning)
        {
            Property = property,
            Group = declared.Group,
            Option = declared.Option,
            Default = declared.Default,
            Unset = declared.Unset,
            Minimum = declared.Minimum,
            Maximum = declared.AtMostCores ? cores : declared.Maximum,
            Choices = type.IsEnum ? [.. ChoiceText.Of(type).Where(choice => !withdrawn.ContainsKey(choice))] : Listed(section, declared.Choices),
            Withdrawn = withdrawn,
            Placeholder = declared.Placeholder,
            OptionText = declared.OptionText,
            SplitsElements = declared.SplitsElements,
            TakesOneElement = declared.TakesOneElement,
            KeepsBlanks = declared.KeepsBlanks,
            NeedsAbsolutePath = declared.NeedsAbsolutePath,
            IsBasic = declared.IsBasic,
        };
    }

    private static SettingType TypeOf(Type type) =>
        type == typeof(string) ? SettingType.Text
        : type == typeof(int) ? SettingType.Integer
        : type == typeof(double) ? SettingType.Number
        : type == typeof(bool) ? SettingType.Switch
        : type.IsEnum ? SettingType.Choice
        : type == typeof(IReadOnlyList<string>) ? SettingType.TextList
        : throw new InvalidOperationException($"A setting cannot be a {type.Name}.");

    private static IReadOnlyList<string> Listed(Type section, string? name) =>
        name is null
            ? []
            : (IReadOnlyList<string>?)section.GetProperty(name)?.GetValue(null) ?? throw new InvalidOperationException($"There is no list {name}.");
}
