using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Attacks;

/// <summary>Several features of the series of log-probabilities, each held against known non-members, and their p-values combined.</summary>
public sealed class CamiaAttack : IPopulationAttack
{
    /// <summary>Known non-members, without the document that is judged, that a p-value needs at least.</summary>
    public const int FewestNonMembers = 20;

    public const string TooFewNonMembers = "fewer than 20 other known non-members have these features, too few for p-values: "
        + "add --calibration FILE, or documents labelled nonmember";

    private static readonly AttackParameter Rule = new("rule", 0, 0, 3, "how p-values are combined: 0 Fisher, 1 mean, 2 George, 3 Pearson")
    {
        IsInteger = true,
    };
    private static readonly AttackParameter Repeat = new("repeat", 0, 0, 1, "1 adds repeat-amplification, which costs a pass over twice the document")
    {
        IsInteger = true,
    };

    private static readonly ConfiguredAttack[] s_features =
    [
        AttackFeatures.Attack<LossAttack>(),
        AttackFeatures.Attack<CutOffLossAttack>(("tokens", 200)),
        AttackFeatures.Attack<CutOffLossAttack>(("tokens", 300)),
        AttackFeatures.Attack<AboveThresholdAttack>(("threshold", -1)),
        AttackFeatures.Attack<AboveThresholdAttack>(("threshold", -2)),
        AttackFeatures.Attack<AboveThresholdAttack>(("threshold", -3)),
        AttackFeatures.Attack<AboveMeanAttack>(("running", 1)),
        AttackFeatures.Attack<AboveMeanAttack>(("running", 0)),
        AttackFeatures.Attack<LempelZivAttack>(("bins", 3)),
        AttackFeatures.Attack<LempelZivAttack>(("bins", 4)),
        AttackFeatures.Attack<LempelZivAttack>(("bins", 5)),
    ];

    private static readonly ConfiguredAttack[] s_withRepeat = [.. s_features, AttackFeatures.Attack<RepeatAmplificationAttack>()];

    public AttackDescription Description { get; } = new()
    {
        Id = "camia",
        Title = "CAMIA (calibrated features of the series)",
        Formula = "Fisher: -2 Σ_f ln p_f; mean: -mean of p_f; George: Σ_f ln((1 - p_f) / p_f); Pearson: 2 Σ_f ln(1 - p_f). "
            + "p_f = (½ + above + ½ equal) / (n + 1) among the n known non-members, the document itself left out",
        Paper = "Chang et al. 2024, EMNLP 2025, arXiv 2409.13745",
        Notes = "Features: loss; cut-off-loss at 200 and 300 tokens; above-threshold at -1, -2 and -3 nats; above-mean, running and whole; "
            + "lempel-ziv with 3, 4 and 5 bins; on request repeat-amplification. "
            + "Their signs are fixed, as in those attacks; the paper's released code takes them from the labels that it then judges. "
            + "The released code leaves the last token out of the loss of the whole text and puts a perplexity, "
            + "a change point and token diversity beside these features, which are not here. "
            + "slope and approximate-entropy are left out because their signs are not certain. "
            + "The features depend on each other, so the result orders documents and is no p-value; "
            + "decisions hold it against the scores of the known non-members, each computed without itself. Needs 20 of them besides the document.",
        Parameters = [Rule, Repeat],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => AttackFeatures.Evidence(FeaturesOf(settings));

    public DocumentFeatures Features(DocumentEvidence document, AttackSettings settings) => AttackFeatures.Of(FeaturesOf(settings), document);

    public IReadOnlyList<AttackScore> Score(IReadOnlyList<PopulationDocument> population, AttackSettings settings)
    {
        if (population.Count == 0)
        {
            return [];
        }

        Calibration[] nonMembers =
        [
            .. Enumerable.Range(0, population[0].Features.Length)
                .Select(f => new Calibration(population.Where(document => document.IsCalibration).Select(document => document.Features[f]))),
        ];
        return
        [
            .. population.Select(document => nonMembers[0].Count - (document.IsCalibration ? 1 : 0) < FewestNonMembers
                ? AttackScore.NotApplicable(TooFewNonMembers)
                : AttackScore.Of(Combine([.. document.Features.Select((value, f) => PValue(nonMembers[f], value, document.IsCalibration))], settings[Rule]))),
        ];
    }

    private static ConfiguredAttack[] FeaturesOf(AttackSettings settings) => settings[Repeat] == 1 ? s_withRepeat : s_features;

    // Halves keep it inside of 0 and 1 and let features of few values, with their many ties, stay fair.
    private static double PValue(Calibration nonMembers, double value, bool isOneOfThem)
    {
        var below = nonMembers.CountBelow(value);
        var above = nonMembers.Count - nonMembers.CountBelow(Math.BitIncrement(value));
        var others = nonMembers.Count - (isOneOfThem ? 1 : 0);
        return (0.5 + above + (0.5 * (others - above - below))) / (others + 1);
    }

    private static double Combine(double[] pValues, double rule) => rule switch
    {
        0 => -2 * pValues.Sum(Math.Log),
        1 => -pValues.Average(),
        2 => pValues.Sum(p => Math.Log((1 - p) / p)),
        _ => 2 * pValues.Sum(p => Math.Log(1 - p)),
    };
}
