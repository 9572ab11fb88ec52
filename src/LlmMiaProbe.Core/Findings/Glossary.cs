namespace LlmMiaProbe.Findings;

/// <summary>The words of a report and the formulas behind its numbers.</summary>
public static class Glossary
{
    /// <summary>In order of their names.</summary>
    /// <param name="membership">Whether words of membership are wanted.</param>
    /// <param name="extraction">Whether words of extraction are wanted.</param>
    public static IReadOnlyList<GlossaryTerm> Terms(bool membership, bool extraction) =>
        [
            .. (membership ? s_membership : [])
                .Concat(extraction ? s_extraction : [])
                .Concat(s_common)
                .OrderBy(term => term.Name, StringComparer.OrdinalIgnoreCase),
        ];

    private static readonly GlossaryTerm[] s_membership =
    [
        new("Attack", "A rule that turns what models say about a document into one score. A higher score is more member-like."),
        new(
            "AUC",
            "The chance that a random labelled member scores above a random labelled non-member, ties counted half; .5 is guessing, 1 is perfect.",
            "P(s(member) > s(nonmember)) + ½ P(s(member) = s(nonmember))"),
        new(
            "Blind baseline",
            "A classifier of the texts alone (words, length, years, language, punctuation) that never asks the model. "
            + "What it reaches, an attack may reach for the texts and not for the model; both numbers stand side by side."),
        new("Calibration non-members", "Documents supplied as non-members, which the documents under test are held against. Also called controls."),
        new(
            "Dataset inference",
            "One-sided: whether the documents under test score higher than the non-members, beyond what length, compressibility, spelling, years, "
            + "language and words explain (after Maini et al. 2024, arXiv 2406.06443). Attacks may only speak for membership. "
            + "It says nothing of a single document, and nothing where the texts are not comparable."),
        new("Discovery", "A tested document whose adjusted p-value is within the false discovery rate of the run."),
        new(
            "Exploratory",
            "An attack whose result was not fixed beforehand to count. The best of many attacks looks good in noise as well, "
            + "so its p-value is adjusted for all of them (max-T; Westfall and Young 1993)."),
        new(
            "False discovery rate (FDR)",
            "The expected share of chance among the documents found, bounded by Benjamini and Hochberg's procedure (1995).",
            "adjusted p of rank i of m = min over j ≥ i of m · p(j) / j"),
        new("Headline", "An attack fixed beforehand, by the models of the run and never by its result."),
        new(
            "Interval",
            "Made so that it holds the true value in 95% of repetitions with other documents (or groups of documents). Of an AUC: "
            + "Student's t in the logit joined with Newcombe's method 5; of a rate: the bootstrap joined with the exact interval of Clopper and Pearson."),
        new(
            "Near-duplicates",
            "Texts that share at least half of the word 8-grams of the shorter one. They count once, in calibration, tests and intervals alike."),
        new(
            "p-value",
            "How often a calibration non-member scores at least as high, itself counted (conformal; Bates et al. 2023, arXiv 2104.08279). "
            + "Non-members that depend on each other count as one (Lee, Barber and Willett 2023, arXiv 2306.06342). "
            + "With n that do not it cannot be smaller than 1 / (n + 1).",
            "p = (1 + Σ over controls' groups of the share with s ≥ s(document)) / (groups + 1)"),
        new("Percentile among controls", "The share of calibration non-members that score strictly below the document."),
        new(
            "Rank correlation",
            "Spearman's: whether two attacks order the documents alike; 1 is the same order, 0 none, -1 the reverse.",
            "correlation of the ranks of both scores"),
        new(
            "Relabelling",
            "The labels as they could have fallen if they meant nothing: within groups of both labels, whole groups of one label with each other, "
            + "documents without a group with each other."),
        new(
            "ROC curve",
            "For every threshold, the share of members above it against the share of non-members above it. "
            + "The left edge is what matters for accusations: few false alarms."),
        new(
            "Undecided",
            "The headline attack shows nothing, but something else in the run does, or so few documents would not show an AUC of .6 in four of five cases."),
        new(
            "TPR at FPR",
            "The largest share of members found while at most the given share of non-members is called a member by mistake (Carlini et al. "
            + "2022, arXiv 2112.03570)."),
    ];

    private static readonly GlossaryTerm[] s_common =
    [
        new(
            "Log-probability",
            "What a model gave a token after all that precedes it, in nats: 0 is certainty, -2.3 is one in ten, -4.6 one in a hundred.",
            "lp_t = ln p(x_t | x_1 … x_(t-1))"),
        new("Rank of a token", "1 plus the number of tokens that the model thought more likely."),
    ];

    private static readonly GlossaryTerm[] s_extraction =
    [
        new("Canary", "A text with a random secret, of which a known number of copies is planted in a corpus before training, or none as a control."),
        new(
            "Coverage",
            "The share of a text's characters, of those under any suffix, for which a suffix over them has at least the given p_z. "
            + "What was given to the model never counts."),
        new(
            "Draws (n, p)",
            "The fewest independent draws of which at least one is the suffix with probability p (Hayes et al. 2024, arXiv 2410.19482).",
            "n = ln(1 - p) / ln(1 - p_z)"),
        new(
            "Exact memorization",
            "The share of a suffix's tokens that are the model's own first choice when all before them is given (Tirumala et al. 2022, arXiv 2205.10770)."),
        new(
            "Exposure",
            "By how many bits guessing a canary's secret in the model's order is shorter than guessing blindly (Carlini et al. 2019, arXiv 1802.08232).",
            "log2 references - log2 rank"),
        new(
            "Extraction strength",
            "The share of a suffix, counted from its end, that greedy decoding completes when given all before it (Carlini et al. 2021, arXiv 2012.07805)."),
        new("nv-recall", "The share of a text's words that were reproduced in long, nearly verbatim passages (Ahmed et al. 2026, arXiv 2601.02671)."),
        new(
            "p_z",
            "The probability that the model, sampled from its own distribution, emits exactly the suffix after the prefix.",
            "p_z = Π p(x_t | all before), over the tokens of the suffix"),
        new(
            "Rank bound",
            "No decoding that keeps the model's order of tokens emits a suffix with a higher probability, "
            + "whatever its temperature and cut-offs (after arXiv 2604.18697).",
            "2^-Σ log2 rank"),
        new("Window", "A prefix that is given and the suffix that follows it in the text."),
    ];
}

/// <summary>A word that reports use.</summary>
/// <param name="Name">The word.</param>
/// <param name="Meaning">One or two sentences.</param>
/// <param name="Formula">Null if there is none.</param>
public sealed record GlossaryTerm(string Name, string Meaning, string? Formula = null);
