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
    public static IReadOnlyList<string> Select(IReadOnlyList<string> asked, bool hasReference)
    {
        var chosen = asked.Count == 0
            ? [.. AttackSelection.Defaults.Where(attack => hasReference || !NeedsReference(attack))]
            : AttackSelection.Parse(asked);
        if (!hasReference && chosen.FirstOrDefault(NeedsReference) is { } impossible)
        {
            throw new ConfigurationException($"--attacks: {impossible.Attack.Description.Id} compares with a reference model: add --reference FILE, or leave it out.");
        }

        return [.. chosen.Select(attack => attack.Id)];
    }

    private static bool NeedsReference(ConfiguredAttack attack) => attack.Evidence.Any(request => request.Model == ModelRole.Reference);
}
