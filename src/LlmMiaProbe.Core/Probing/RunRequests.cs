using LlmMiaProbe.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>The union of what a run's attacks need to know, by model.</summary>
public sealed class RunRequests
{
    private RunRequests(IReadOnlyList<ConfiguredAttack> attacks) => Attacks = attacks;

    public IReadOnlyList<ConfiguredAttack> Attacks { get; }

    /// <summary>Models in the order in which they are evaluated, one at a time, with the text variants each must score.</summary>
    public IReadOnlyList<(ModelRole Role, IReadOnlyList<EvidenceRequest> Requests)> ByModel =>
    [
        .. Attacks.SelectMany(attack => attack.Evidence)
            .DistinctBy(request => request.Name)
            .GroupBy(request => request.Model)
            .OrderBy(group => group.Key == ModelRole.Target ? 0 : 1)
            .ThenBy(group => group.Key.Name, StringComparer.Ordinal)
            .Select(group => (group.Key, (IReadOnlyList<EvidenceRequest>)[.. group.OrderBy(request => request.Variant == TextVariant.Plain ? "" : request.Variant.Id, StringComparer.Ordinal)])),
    ];

    /// <summary>The attacks of a run's settings, which are stored with all parameters spelled out.</summary>
    public static RunRequests Of(RunSettings settings) => new(AttackSelection.Parse(settings.Attacks));

    /// <summary>The attacks that a user gets: those asked for, or all that the given models can serve.</summary>
    /// <exception cref="ConfigurationException">An attack is unknown, or asked for without the model it needs.</exception>
    public static IReadOnlyList<string> Select(IReadOnlyList<string> asked, bool hasReference, bool hasFrequencies = false, bool hasWordFrequencies = false)
    {
        bool LacksReference(ConfiguredAttack attack) => !hasReference && attack.Evidence.Any(request => request.Model == ModelRole.Reference || request.Model.IsPair);
        bool LacksFrequencies(ConfiguredAttack attack) => !hasFrequencies && Asks(attack, ModelRole.Frequencies);
        bool LacksWords(ConfiguredAttack attack) => !hasWordFrequencies && Asks(attack, ModelRole.WordFrequencies);

        var chosen = asked.Count == 0
            ? [.. AttackSelection.Defaults.Where(attack => !LacksReference(attack) && !LacksFrequencies(attack) && !LacksWords(attack))]
            : AttackSelection.Parse(asked);
        if (chosen.FirstOrDefault(LacksReference) is { } alone)
        {
            throw new ConfigurationException($"--attacks: {alone.Attack.Description.Id} compares with a reference model: add --reference FILE, or leave it out.");
        }

        if (chosen.FirstOrDefault(LacksFrequencies) is { } uncounted)
        {
            throw new ConfigurationException($"--attacks: {uncounted.Attack.Description.Id} compares with how often tokens occur in general: add --frequencies FILE (made by 'mia-probe frequencies build'), or leave it out.");
        }

        if (chosen.FirstOrDefault(LacksWords) is { } wordless)
        {
            throw new ConfigurationException($"--attacks: {wordless.Attack.Description.Id} compares with how often words occur in general: add --word-frequencies FILE (made by 'mia-probe frequencies build --words'), or leave it out.");
        }

        return [.. chosen.Select(attack => attack.Id)];
    }

    private static bool Asks(ConfiguredAttack attack, ModelRole role) => attack.Evidence.Any(request => request.Model == role);
}
