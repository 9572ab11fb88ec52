using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>What to score and how to judge it.</summary>
internal sealed record RunSection
{
    public string? Model { get; init; }

    public string? Reference { get; init; }

    public string? Frequencies { get; init; }

    /// <summary>Manifest of shadow models.</summary>
    public string? Shadows { get; init; }

    public string? WordFrequencies { get; init; }

    public required IReadOnlyList<string> Corpus { get; init; }

    public required IReadOnlyList<string> Books { get; init; }

    public required IReadOnlyList<string> Members { get; init; }

    public required IReadOnlyList<string> NonMembers { get; init; }

    public required IReadOnlyList<string> Shots { get; init; }

    public required IReadOnlyList<string> MemberShots { get; init; }

    public required IReadOnlyList<string> Calibration { get; init; }

    public Mondrian Mondrian { get; init; }

    /// <summary>Above 0 and below 1.</summary>
    public double FalseDiscoveryRate { get; init; }

    /// <summary>Empty for all that the evidence allows.</summary>
    public required IReadOnlyList<string> Attacks { get; init; }

    public int? Limit { get; init; }

    public int Seed { get; init; }

    public bool Strict { get; init; }

    public UnreadablePolicy Unreadable { get; init; }

    public bool KeepText { get; init; }

    public int Resamples { get; init; }

    public static RunSection From(SettingValues values) => new()
    {
        Model = values.OptionalText(SettingKey.Model),
        Reference = values.OptionalText(SettingKey.Reference),
        Frequencies = values.OptionalText(SettingKey.Frequencies),
        Shadows = values.OptionalText(SettingKey.Shadows),
        WordFrequencies = values.OptionalText(SettingKey.WordFrequencies),
        Corpus = values.List(SettingKey.Corpus),
        Books = values.List(SettingKey.Books),
        Members = values.List(SettingKey.Members),
        NonMembers = values.List(SettingKey.NonMembers),
        Shots = values.List(SettingKey.Shots),
        MemberShots = values.List(SettingKey.MemberShots),
        Calibration = values.List(SettingKey.Calibration),
        Mondrian = values.Choice<Mondrian>(SettingKey.Mondrian),
        FalseDiscoveryRate = values.Number(SettingKey.FalseDiscoveryRate),
        Attacks = values.List(SettingKey.Attacks),
        Limit = values.OptionalInteger(SettingKey.Limit),
        Seed = values.Integer(SettingKey.Seed),
        Strict = values.Switch(SettingKey.Strict),
        Unreadable = values.Choice<UnreadablePolicy>(SettingKey.Unreadable),
        KeepText = values.Switch(SettingKey.KeepText),
        Resamples = values.Integer(SettingKey.Resamples),
    };
}
