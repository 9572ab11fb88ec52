using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>The scores of other attacks as the features of a population attack.</summary>
internal static class AttackFeatures
{
    public static ConfiguredAttack Attack<T>(params (string Parameter, double Value)[] given)
        where T : IDocumentAttack, new() =>
            new(new T(), new AttackSettings(given.ToDictionary(one => one.Parameter, one => one.Value, StringComparer.Ordinal)));

    public static IReadOnlyList<EvidenceRequest> Evidence(IEnumerable<ConfiguredAttack> attacks) =>
        [.. attacks.SelectMany(attack => attack.Evidence).Distinct()];

    /// <summary>One score an attack, or the reason of the first attack that does not apply.</summary>
    public static DocumentFeatures Of(IReadOnlyList<ConfiguredAttack> attacks, DocumentEvidence document)
    {
        var values = new double[attacks.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var features = attacks[i].Features(document);
            if (features.Reason is not null)
            {
                return features;
            }

            values[i] = features.Values[0];
        }

        return DocumentFeatures.Of(values);
    }
}
