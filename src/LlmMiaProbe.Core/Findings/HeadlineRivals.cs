using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Findings;

/// <summary>What else a run found on the documents of its headline.</summary>
/// <param name="Attacks">All attacks of the run.</param>
/// <param name="Exploration">Of those other than the headline's; null if they could not be tested.</param>
/// <param name="Inference">Dataset inference on the same documents; null if there was none.</param>
/// <param name="Features">Attacks that it rests on.</param>
internal sealed record HeadlineRivals(IReadOnlyList<AttackEvaluation> Attacks, Exploration? Exploration, DatasetInferenceResult? Inference, int Features)
{
    /// <summary>What tells the labels apart, as words; null if nothing does.</summary>
    internal string? For
    {
        get
        {
            List<string> rivals = [.. new[] { Exploratory, Inferred(true) }.OfType<string>()];
            return rivals.Count == 0 ? null : string.Join(", and ", rivals);
        }
    }

    /// <summary>What does not, beside a headline attack that does; empty if nothing was looked at.</summary>
    internal string Against => Inferred(false) is { } inferred ? $", but {inferred}" : "";

    /// <summary>What tells the labels apart among the other attacks, as words; null if none does.</summary>
    internal string? Exploratory
    {
        get
        {
            if (Exploration is not { Found: [var best, ..] found } || Attacks.FirstOrDefault(attack => attack.Attack == best.Attack)?.Auc is not { } auc)
            {
                return null;
            }

            var clearest = $"(AUC {auc.InWords}; p {Figures.PValue(best.AdjustedPValue)})";
            return Exploration.Attacks.Count == 1
                ? $"the one other attack, {best.Attack}, does {clearest}"
                : $"of {Figures.Count(Exploration.Attacks.Count)} other attacks, adjusted for their number, "
                    + $"{(found.Count == 1 ? $"{best.Attack} does" : $"{Figures.Count(found.Count)} do, clearest {best.Attack}")} {clearest}";
        }
    }

    // What is not comparable says nothing either way, and what the texts tell as well says nothing for the model.
    private string? Inferred(bool tells) => Inference is { IsComparable: true, Attacks.PValue: var p } && p <= CollectionStatement.Level == tells
        && !(tells && Inference.Texts?.PValue <= CollectionStatement.Level)
        ? $"dataset inference by {Figures.Count(Features, "attack")} {(tells ? "does" : "does not")} (p {Figures.PValue(p)})"
        : null;
}
