using System.Runtime.InteropServices;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Makes the keys of evidence again of model, policy, BOS and tokens.</summary>
internal sealed class BundleKeys(BundleFindings findings)
{
    private readonly Dictionary<string, int> _contents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int?> _bos = new(StringComparer.Ordinal);

    public long All { get; private set; }

    public long Done { get; private set; }

    public void Check(string place, RunModel? model, TokenScores scores, string? key, int? bos)
    {
        All++;
        if (key is null || model is null)
        {
            return;
        }

        Done++;
        if (EvidenceKey.Of(model.Model.Fingerprint, model.Policy, bos, EvidenceKeys.AllTokens(scores)).Hex != key)
        {
            findings.Mismatch($"{place}: the key is not that of model, policy, BOS and tokens");
        }

        if (!_bos.TryAdd(model.Role.Name, bos) && _bos[model.Role.Name] != bos)
        {
            findings.Mismatch($"{place}: the BOS is another one than before the other texts of the model");
        }

        // A table knows of every token how often it occurs, whatever precedes it.
        var isLanguageModel = model.Role == ModelRole.Target || model.Role == ModelRole.Reference || model.Role.IsShadow;
        if (isLanguageModel && (bos is null) != (scores.UnscoredFirstToken is not null) && scores.Count > 0)
        {
            findings.Mismatch($"{place}: the first token is unscored exactly if no BOS precedes it, and here it is not so");
        }

        // Evidence is found by its key, so one key has one content.
        var content = new HashCode();
        foreach (var column in (IEnumerable<float[]>)[
            scores.LogProb, .. Of(ScoreColumns.Moments, () => scores.Entropy), .. Of(ScoreColumns.Moments, () => scores.Variance)])
        {
            content.AddBytes(MemoryMarshal.AsBytes(column.AsSpan()));
        }

        foreach (var column in (IEnumerable<int[]>)[.. Of(ScoreColumns.Rank, () => scores.Rank), .. Of(ScoreColumns.Top1, () => scores.Top1)])
        {
            content.AddBytes(MemoryMarshal.AsBytes(column.AsSpan()));
        }

        if (!_contents.TryAdd(key, content.ToHashCode()) && _contents[key] != content.ToHashCode())
        {
            findings.Mismatch($"{place}: the same model was asked the same before, and the token scores are others");
        }

        T[] Of<T>(ScoreColumns column, Func<T> read) => scores.Columns.HasFlag(column) ? [read()] : [];
    }
}
