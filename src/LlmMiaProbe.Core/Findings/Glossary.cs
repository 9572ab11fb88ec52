namespace LlmMiaProbe.Findings;

/// <summary>The words of a report and the formulas behind its numbers.</summary>
public static class Glossary
{
    public static IReadOnlyList<GlossaryTerm> Terms { get; } =
    [
        new("Attack", "A rule that turns what models say about a document into one score. A higher score is more member-like."),
        new("AUC", "The chance that a random labelled member scores above a random labelled non-member, ties counted half; .5 is guessing, 1 is perfect.", "P(s(member) > s(nonmember)) + ½ P(s(member) = s(nonmember))"),
        new("Blind baseline", "A classifier of words and pairs of words that never asks the model. If it tells the labels apart, so does any attack, and the result says little about the model."),
        new("Calibration non-members", "Documents supplied as non-members, which the documents under test are held against. Also called controls."),
        new("Discovery", "A tested document whose adjusted p-value is within the false discovery rate of the run."),
        new("Exploratory", "An attack whose result was not fixed beforehand to count. The best of many attacks looks good in noise as well."),
        new("False discovery rate (FDR)", "The expected share of chance among the documents found, bounded by Benjamini and Hochberg's procedure (1995).", "adjusted p of rank i of m = min over j ≥ i of m · p(j) / j"),
        new("Headline", "An attack fixed beforehand, by the models of the run and never by its result."),
        new("Interval", "Where the value would lie in 95% of repetitions with other documents (or groups of documents), by bootstrap."),
        new("Log-probability", "What a model gave a token after all that precedes it, in nats: 0 is certainty, -2.3 is one in ten, -4.6 one in a hundred.", "lp_t = ln p(x_t | x_1 … x_(t-1))"),
        new("p-value", "How often a calibration non-member scores at least as high, itself counted (conformal; Bates et al. 2023, arXiv 2104.08279). It cannot be smaller than 1 / (n + 1).", "p = (1 + #{controls with s ≥ s(document)}) / (n + 1)"),
        new("Percentile among controls", "The share of calibration non-members that score strictly below the document."),
        new("Rank correlation", "Spearman's: whether two attacks order the documents alike; 1 is the same order, 0 none, -1 the reverse.", "correlation of the ranks of both scores"),
        new("Rank of a token", "1 plus the number of tokens that the model thought more likely."),
        new("ROC curve", "For every threshold, the share of members above it against the share of non-members above it. The left edge is what matters for accusations: few false alarms."),
        new("TPR at FPR", "The largest share of members found while at most the given share of non-members is called a member by mistake (Carlini et al. 2022, arXiv 2112.03570)."),
    ];
}
