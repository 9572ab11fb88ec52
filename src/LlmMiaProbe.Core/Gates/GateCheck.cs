using LlmMiaProbe.Attacks;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Gates;

/// <summary>Finds gates that a run can never be held against, before anything is scored.</summary>
public static class GateCheck
{
    /// <param name="gates">The gates.</param>
    /// <param name="settings">What the run is going to do.</param>
    /// <param name="hasEarlier">Whether a run to compare with was named.</param>
    /// <exception cref="ConfigurationException">A gate needs what the run does not gather.</exception>
    /// <exception cref="PrerequisiteException">A corpus cannot be read.</exception>
    public static void Require(IReadOnlyList<Gate> gates, RunSettings settings, bool hasEarlier)
    {
        RequireAttacks(gates, settings, hasEarlier);
        if (gates.FirstOrDefault(gate => gate.Quantity.Measure == GateMeasure.Auc || gate.Quantity.Measure == GateMeasure.Tpr) is { } labelled
            && MissingLabel(settings) is { } missing)
        {
            throw new ConfigurationException(
                $"--fail-if '{labelled}': the corpus labels no document {missing}, so there is no AUC to test; label documents of both kinds.");
        }
    }

    /// <summary>The same of a run whose labels are as they are.</summary>
    /// <param name="gates">The gates.</param>
    /// <param name="settings">What the run does.</param>
    /// <param name="hasEarlier">Whether a run to compare with was named.</param>
    /// <param name="stored">The run, if it is made already.</param>
    /// <exception cref="ConfigurationException">A gate needs what the run does not gather.</exception>
    public static void RequireAttacks(IReadOnlyList<Gate> gates, RunSettings settings, bool hasEarlier, RunRecord? stored = null)
    {
        var name = stored is null ? "this" : $"run {stored.Id}";
        var source = settings.Extraction is null ? GateSource.Membership : GateSource.Extraction;
        foreach (var gate in gates)
        {
            RequireSource(gate, source, hasEarlier, name);
            if (gate.Quantity.Attack is { } attack && attack.Among(settings.ScoredAttacks, out var reason) is null)
            {
                throw new ConfigurationException($"--fail-if '{gate}': {Absence(attack, settings, stored) ?? reason}.");
            }
        }
    }

    /// <summary>Finds gates on changes that the earlier run has nothing for.</summary>
    /// <exception cref="ConfigurationException">A gate needs what the earlier run did not score.</exception>
    public static void RequireEarlier(IReadOnlyList<Gate> gates, RunRecord earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        foreach (var gate in gates)
        {
            if (gate.Quantity is { Measure.IsChange: true, Attack: { } attack }
                && Absence(attack, earlier.Settings, earlier, MembershipComparer.Purpose) is { } absence)
            {
                throw new ConfigurationException($"--fail-if '{gate}': {absence}.");
            }
        }
    }

    /// <summary>The same of a test of canaries.</summary>
    /// <param name="gates">The gates.</param>
    /// <param name="planted">How many canaries were planted.</param>
    /// <param name="name">The test, in sentences.</param>
    /// <exception cref="ConfigurationException">A gate needs what the test does not have.</exception>
    public static void RequireCanaries(IReadOnlyList<Gate> gates, int planted, string name = "this")
    {
        ArgumentNullException.ThrowIfNull(gates);
        foreach (var gate in gates)
        {
            RequireSource(gate, GateSource.Canaries, hasEarlier: false, name);
            if (gate.Quantity.Measure == GateMeasure.Unreadable || gate.Quantity.Measure == GateMeasure.LeftOut)
            {
                throw new ConfigurationException($"--fail-if '{gate}': a test of canaries reads no corpus, so there is nothing to count; use failed.");
            }

            if (gate.Quantity.Measure == GateMeasure.Exposure && planted == 0)
            {
                throw new ConfigurationException($"--fail-if '{gate}': no canary of the record was planted, so there is no exposure to test.");
            }
        }
    }

    /// <summary>
    /// Why a run has no value of a measure, such as <c>coverage is measured by a run about extraction ('mia-probe extract'), and run 3 is
    /// ...</c>.
    /// </summary>
    internal static string Elsewhere(GateMeasure measure, string name, GateSource source) =>
        $"{measure.Name} is measured by {KindOf(measure.Source)}, and {name} is {KindOf(source)}";

    // Null where the run has the attack, if only with other parameters, and where no more can be said of a run to come.
    private static string? Absence(GatedAttack attack, RunSettings settings, RunRecord? stored, string purpose = "to test")
    {
        if (settings.ScoredAttacks.Any(attack.Means))
        {
            return null;
        }

        var configured = AttackSelection.ParseOne(attack.ToString(), "");
        return stored is not null ? AbsentAttack.Of(stored, configured, purpose)
            : EvidenceSource.MissingFrom(settings, configured) is { } input ? $"this run has {input.Lack}, so it has no {attack} {purpose}: add {input.Option}"
            : null;
    }

    private static void RequireSource(Gate gate, GateSource source, bool hasEarlier, string name)
    {
        var measure = gate.Quantity.Measure;
        if (measure.Source != GateSource.AnyRun && measure.Source != source)
        {
            throw new ConfigurationException($"--fail-if '{gate}': {Elsewhere(measure, name, source)}.");
        }

        if (measure.IsChange && source == GateSource.Canaries)
        {
            throw new ConfigurationException($"--fail-if '{gate}': canaries are not compared with an earlier test; use exposure(max).");
        }

        if (measure.IsChange && !hasEarlier)
        {
            throw new ConfigurationException($"--fail-if '{gate}': there is no run to compare with; add --compare RUN.");
        }
    }

    private static string KindOf(GateSource source) => source switch
    {
        GateSource.Membership => MembershipTask.Sentence,
        GateSource.Extraction => ExtractionTask.Sentence,
        _ => CanaryTask.Sentence,
    };

    // Reads on only until both are found.
    private static string? MissingLabel(RunSettings settings)
    {
        var (anyMember, anyNonMember) = (false, false);
        foreach (var (entry, calibrates) in RunCorpus.Read(settings with { Calibration = [] }))
        {
            anyMember |= entry.Document is { Label: Membership.Member } && !calibrates;
            anyNonMember |= entry.Document is { Label: Membership.NonMember } && !calibrates;
            if (anyMember && anyNonMember)
            {
                return null;
            }
        }

        return anyMember ? "nonmember" : "member";
    }
}
