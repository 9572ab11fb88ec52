using System.Globalization;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Comparisons;

/// <summary>What differs between two runs beside the model under test, and may pass for a difference between the models.</summary>
internal static class Comparability
{
    /// <returns>A sentence each; none if only the target differs.</returns>
    public static IEnumerable<string> Warnings(RunRecord earlier, RunRecord later)
    {
        var (a, b) = (Target(earlier), Target(later));
        if (a is not null && a.Model.Fingerprint == b?.Model.Fingerprint)
        {
            yield return $"Both runs scored the same model ({Identity(a.Model)}): what differs is not the model.";
        }

        if (a is not null && b is not null && a.Model.Tokenizer != b.Model.Tokenizer)
        {
            yield return "The models have different tokenizers: an AUC compares documents within its run and is not affected, but windows, "
                + "contexts and probabilities of texts are cut at other tokens.";
        }

        if (a is not null && b is not null && earlier.Settings.Bos == later.Settings.Bos && a.PutsBos(earlier.Settings.Bos) != b.PutsBos(later.Settings.Bos))
        {
            var (with, without) = a.PutsBos(earlier.Settings.Bos) ? (earlier, later) : (later, earlier);
            yield return $"Only run {with.Id} puts a BOS before each text, as its model says, so run {without.Id} does not score first tokens: "
                + "--bos always or --bos never treats both alike.";
        }

        foreach (var (name, before, after) in Settings(earlier.Settings, later.Settings)
            .Concat(Extraction(earlier.Settings.Extraction, later.Settings.Extraction))
            .Where(entry => entry.Before != entry.After))
        {
            yield return $"Not the same in both runs: {name} is {before} in run {earlier.Id} and {after} in run {later.Id}.";
        }

        foreach (var warning in OtherModels(earlier, later))
        {
            yield return warning;
        }

        if (earlier.ToolVersion != later.ToolVersion)
        {
            yield return $"Run {earlier.Id} was made by version {earlier.ToolVersion} of this program and run {later.Id} by {later.ToolVersion}; "
                + "'mia-probe rescore' computes attacks again with this one.";
        }
    }

    private static RunModel? Target(RunRecord run) => run.Models.FirstOrDefault(model => model.Role == ModelRole.Target);

    private static IEnumerable<(string Name, string Before, string After)> Settings(RunSettings a, RunSettings b) =>
    [
        ("the numeric policy (--numerics)", a.Numerics.ToString(), b.Numerics.ToString()),
        ("the BOS policy (--bos)", a.Bos.ToString(), b.Bos.ToString()),
        ("the context (--context-length)", Number(a.ContextLength, "the model's own"), Number(b.ContextLength, "the model's own")),
        ("widening of 16-bit weights (--no-widen)", YesNo(a.WidenWeights), YesNo(b.WidenWeights)),
        ("the engine (--engine)", a.Engine.ToString(), b.Engine.ToString()),
        ("the number of layers on the GPU (--gpu-layers)", Number(a.GpuLayers, ""), Number(b.GpuLayers, "")),
        ("the seed (--seed), which draws variants of texts,", Number(a.Seed, ""), Number(b.Seed, "")),
        ("the calibration corpus (--calibration)", Files(a.Calibration), Files(b.Calibration)),
        ("the stratification (--mondrian)", a.Mondrian.ToString(), b.Mondrian.ToString()),
        ("the false discovery rate "
            + "(--fdr)", a.FalseDiscoveryRate.ToString(CultureInfo.InvariantCulture), b.FalseDiscoveryRate.ToString(CultureInfo.InvariantCulture)),
        ("the file of prefixes (--shots)", Files(a.Shots), Files(b.Shots)),
        ("the file of member prefixes (--member-shots)", Files(a.MemberShots), Files(b.MemberShots)),
    ];

    private static IEnumerable<(string Name, string Before, string After)> Extraction(
        ExtractionSettings? a, ExtractionSettings? b) => a is null || b is null ? [] :
    [
        ("the length of prefixes (--prefix-tokens)", Number(a.PrefixTokens, ""), Number(b.PrefixTokens, "")),
        ("the length of suffixes (--suffix-tokens)", Number(a.SuffixTokens, ""), Number(b.SuffixTokens, "")),
        ("the distance of windows (--stride)", Number(a.StrideCharacters, ""), Number(b.StrideCharacters, "")),
        ("the number of windows of a document (--sample)", Number(a.Sample, "all"), Number(b.Sample, "all")),
    ];

    private static IEnumerable<string> OtherModels(RunRecord earlier, RunRecord later)
    {
        foreach (var after in later.Models.Where(model => model.Role != ModelRole.Target && !model.Role.IsPair))
        {
            if (earlier.Models.FirstOrDefault(model => model.Role == after.Role) is { } before && before.Model.Fingerprint != after.Model.Fingerprint)
            {
                yield return $"The {after.Role} model differs: {before.Model.Name} ({Identity(before.Model)}) in run {earlier.Id}, "
                    + $"{after.Model.Name} ({Identity(after.Model)}) in run {later.Id}; attacks that use it compare two things at once.";
            }
        }
    }

    private static string Identity(ModelDescription model) => $"{(model.HasNoFile ? "identity" : "sha256")} {model.Fingerprint.Short}…";

    private static string Number(int? value, string unset) => value?.ToString(CultureInfo.InvariantCulture) ?? unset;

    private static string YesNo(bool value) => value ? "on" : "off";

    // Files are known by name only; whether a file has changed since does not show.
    private static string Files(IReadOnlyList<Corpora.CorpusSource> sources) =>
        sources.Count == 0 ? "none" : string.Join(", ", sources.Select(source => Path.GetFileName(source.Path)));
}
