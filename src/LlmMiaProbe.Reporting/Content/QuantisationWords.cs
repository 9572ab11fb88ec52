using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>What quantised weights do to a result, as far as it was measured.</summary>
public static class QuantisationWords
{
    private const string Measured = "On the lab model (3.8 M parameters; 'lab defences') the AUC of reference-difference was .981 as F16, as Q8_0 and "
        + "as Q4_K, and the "
        + "perplexity of held-out documents 42.62, 42.63 and 42.93; on other models and for coarser types this was not measured";

    /// <summary>Whether weights are stored in another type than they are trained in.</summary>
    public static bool IsQuantised(ModelDescription model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return !model.HasNoFile && model.Quantization is not ("F32" or "F16" or "BF16");
    }

    /// <summary>Sentences; null if no model of the run is quantised.</summary>
    public static string? Of(IReadOnlyList<RunModel> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        List<RunModel> weighed = [.. models.Where(model => EvidenceSource.Of(model.Role).IsLanguageModel)];
        List<RunModel> quantised = [.. weighed.Where(model => IsQuantised(model.Model))];
        if (quantised.Count == 0)
        {
            return null;
        }

        var types = string.Join(", ", quantised.GroupBy(model => model.Model.Quantization, StringComparer.Ordinal)
            .Select(group => $"{Roles([.. group])} as {group.Key}"));
        var (target, reference) = (weighed.Find(model => model.Role == ModelRole.Target), weighed.Find(model => model.Role == ModelRole.Reference));
        var mixed = target is not null && reference is { Model.HasNoFile: false } && target.Model.Quantization != reference.Model.Quantization
            ? " Target and reference are of different types, so what rounding does is part of every difference between them: compare models of one type."
            : "";
        return $"{types}: scores are those of the rounded weights, multiplied with 8-bit activations, and not of the weights as trained. {Measured}.{mixed}";
    }

    private static string Roles(IReadOnlyList<RunModel> models) => models[0].Role.IsShadow && models.Count > 1 ? "shadow models"
        : string.Join(" and ", models.Where(model => !model.Role.IsShadow || models.Count == 1)
            .Select(model => model.Role.Name).DefaultIfEmpty("shadow models"));
}
