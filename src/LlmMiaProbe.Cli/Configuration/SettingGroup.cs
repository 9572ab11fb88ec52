namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Settings that commands take together and that help shows under one title.</summary>
/// <param name="Name">What declarations call it.</param>
/// <param name="Title">What help calls it.</param>
/// <param name="Settings">All of it, or what a command takes of it.</param>
internal sealed record SettingGroup(string Name, string Title, IReadOnlyList<SettingDefinition> Settings)
{
    public static SettingGroup Models { get; } = Whole(nameof(Models), "Models");

    public static SettingGroup Documents { get; } = Whole(nameof(Documents), "Documents");

    public static SettingGroup Windows { get; } = Whole(nameof(Windows), "Windows and decoding");

    public static SettingGroup Statistics { get; } = Whole(nameof(Statistics), "Attacks and statistics");

    public static SettingGroup Gates { get; } = Whole(nameof(Gates), "Gates");

    public static SettingGroup Endpoint { get; } = Whole(nameof(Endpoint), "Endpoint");

    public static SettingGroup Engine { get; } = Whole(nameof(Engine), "Engine");

    public static SettingGroup Training { get; } = Whole(nameof(Training), "Training");

    public static SettingGroup Output { get; } = Whole(nameof(Output), "Store and output");

    /// <summary>In the order of help.</summary>
    public static IReadOnlyList<SettingGroup> All { get; } = [Models, Documents, Windows, Statistics, Gates, Endpoint, Engine, Training, Output];

    /// <summary>A part of the group.</summary>
    /// <param name="names">Properties of sections.</param>
    public SettingGroup Only(params IReadOnlyList<string> names) => Take(names, isTaken: true);

    /// <summary>The rest of the group.</summary>
    /// <inheritdoc cref="Only" path="/param"/>
    public SettingGroup Without(params IReadOnlyList<string> names) => Take(names, isTaken: false);

    private SettingGroup Take(IReadOnlyList<string> names, bool isTaken) =>
        names.FirstOrDefault(name => Settings.All(setting => setting.Name != name)) is { } strange
            ? throw new InvalidOperationException($"The group {Name} has no setting {strange}.")
            : this with { Settings = [.. Settings.Where(setting => names.Contains(setting.Name) == isTaken)] };

    private static SettingGroup Whole(string name, string title) => new(name, title, [.. SettingCatalog.All.Where(setting => setting.Group == name)]);
}
