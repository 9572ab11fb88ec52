namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Resolves every setting: command line, environment, <c>--config</c> file, the user's own file, the program's, default, in this order.</summary>
internal static class SettingsReader
{
    private const string Mask = "********";

    /// <exception cref="ConfigurationException">Anything is wrong anywhere; the message has one line for each error.</exception>
    public static ProbeSettings Read(SettingsSources sources)
    {
        var reading = Inspect(sources);
        return reading.Errors.Count == 0 ? reading.Settings : throw new ConfigurationException(reading.Errors);
    }

    /// <summary>Reads what can be read, for commands that must work in spite of wrong settings.</summary>
    public static SettingsReading Inspect(SettingsSources sources)
    {
        var errors = new List<string>();
        var layers = SettingsLayers.Open(sources, errors);
        var keyCheck = new KeyCheck(sources.Definitions);
        errors.AddRange(layers.StrongestFirst.SelectMany(keyCheck.Check));

        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var effective = new List<EffectiveSetting>();
        foreach (var definition in sources.Definitions)
        {
            var (value, origin) = Resolve(definition, layers.StrongestFirst, errors);
            values[definition.Key] = value;
            effective.Add(Describe(definition, value, origin));
        }

        var settings = new ProbeSettings
        {
            Run = Section<RunSection>(),
            Extraction = Section<ExtractionSection>() with { Decoding = Section<DecodingSection>().ToScheme() },
            Endpoint = Section<EndpointSection>(),
            Store = Section<StoreSection>(),
            Llama = Section<LlamaSection>(),
            Gates = Section<GatesSection>(),
            Output = Section<OutputSection>(),
            Effective = effective,
            ConfigFilePath = layers.ConfigFilePath,
            UserFilePath = layers.UserFilePath,
            ProgramFilePath = layers.ProgramFilePath,
        };
        return new SettingsReading(settings, values, errors);

        TSection Section<TSection>()
            where TSection : class => SettingCatalog.Fill<TSection>(sources.Definitions, values);
    }

    /// <summary>The strongest layer that mentions a setting decides it alone: lists are replaced, never merged.</summary>
    private static (object? Value, SettingOrigin Origin) Resolve(
        SettingDefinition definition, IReadOnlyList<SettingLayer> strongestFirst, List<string> errors)
    {
        foreach (var layer in strongestFirst)
        {
            if (layer.Find(definition) is not { } held)
            {
                continue;
            }

            var origin = layer.OriginOf(held.Key);
            if (definition.Type == SettingType.TextList)
            {
                return (Elements(definition, held), origin);
            }

            if (definition.KeepsBlanks && origin.Kind == OriginKind.CommandLine && held.Text is null or "")
            {
                errors.Add($"{origin}: an empty value is not allowed for {definition.Key}; give a {definition.Placeholder}, or leave the option out");
                break;
            }

            // An empty value takes back what a weaker layer says.
            if (held.Text is null or "" || (!definition.KeepsBlanks && string.IsNullOrWhiteSpace(held.Text)))
            {
                return (DefaultOf(definition), origin);
            }

            if (definition.NeedsAbsolutePath && origin.Kind != OriginKind.CommandLine && !Path.IsPathFullyQualified(held.Text))
            {
                errors.Add(
                    $"{origin}: '{held.Text}' is not allowed for {definition.Key}; "
                    + "expected an absolute path, because a relative one would let the current folder choose");
                break;
            }

            if (SettingText.Parse(definition, held.Text) is { } value)
            {
                return (value, origin);
            }

            var shown = definition.IsSecret ? "the value" : $"'{held.Text}'";
            errors.Add(definition.Withdrawn.TryGetValue(held.Text.Trim(), out var sentence)
                ? $"{origin} {held.Text.Trim()}: {sentence}"
                : $"{origin}: {shown} is not allowed for {definition.Key}; expected {definition.Allowed}");
            break;
        }

        return (DefaultOf(definition), SettingOrigin.Default);
    }

    private static IReadOnlyList<string> Elements(SettingDefinition definition, HeldSetting held)
    {
        var elements = held.Elements.Count == 0 ? ListText.Split(held.Text ?? "") : held.Elements;
        return definition.SplitsElements
            ? [.. elements.SelectMany(ListText.Split)]
            : [.. elements.Where(element => !string.IsNullOrWhiteSpace(element))];
    }

    private static object? DefaultOf(SettingDefinition definition) => definition switch
    {
        { Type: SettingType.TextList } => ListText.Split(definition.Default ?? ""),
        { Default: null } => null,
        _ => SettingText.Parse(definition, definition.Default),
    };

    private static EffectiveSetting Describe(SettingDefinition definition, object? value, SettingOrigin origin)
    {
        var text = value is null or IReadOnlyList<string> { Count: 0 } ? null : SettingText.Write(value);
        var masked = text is not null && definition.IsSecret ? Mask : text;
        return new EffectiveSetting(definition.Key, masked, masked ?? $"({definition.Unset})", origin, definition.Meaning);
    }
}
