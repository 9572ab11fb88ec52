using LlmMiaProbe.Corpora;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Attacks;

/// <summary>What the combinations of other attacks share.</summary>
internal static class CombinedScores
{
    public const string TooFewLabels = "fewer than 20 members or 20 non-members are labelled outside of the fifth of the documents that this one lies in, "
        + "too few to fit a combination on";

    public const string Notes = " Exploratory: the weights come from the run's labels. Documents are dealt into five parts whatever their labels, "
        + "groups kept together, and each, labelled or not, is judged by weights that were fitted on the labelled documents of the other four parts; "
        + "its own label never plays a part. "
        + "Only the order within each attack's scores counts. Needs 20 labelled documents of either class in those four parts. "
        + "What tells the labelled sets apart without membership, such as a shift between them, is learnt as well: look at the blind baseline.";

    /// <summary>The attacks that read only the target's scores of the plain text.</summary>
    public static IReadOnlyList<ConfiguredAttack> WithoutReference { get; } =
    [
        AttackFeatures.Attack<LossAttack>(),
        AttackFeatures.Attack<ZlibAttack>(),
        AttackFeatures.Attack<MinKAttack>(),
        AttackFeatures.Attack<MinKPlusPlusAttack>(),
        AttackFeatures.Attack<MaxKAttack>(),
        AttackFeatures.Attack<WinKAttack>(),
    ];

    /// <summary>With those that compare it with a reference besides.</summary>
    public static IReadOnlyList<ConfiguredAttack> WithReference { get; } =
    [
        .. WithoutReference,
        AttackFeatures.Attack<ReferenceDifferenceAttack>(),
        AttackFeatures.Attack<EzMiaAttack>(),
        AttackFeatures.Attack<WbcAttack>(),
    ];

    public static IReadOnlyList<AttackScore> Of(IReadOnlyList<PopulationDocument> population) =>
    [
        .. CrossFit.Score([.. population.Select(document => new CrossFitDocument(document.Id, document.Group, IsMember(document.Label), document.Features))])
            .Select(score => score is { } value ? AttackScore.Of(value) : AttackScore.NotApplicable(TooFewLabels)),
    ];

    private static bool? IsMember(Membership label) => label switch
    {
        Membership.Member => true,
        Membership.NonMember => false,
        _ => null,
    };
}
