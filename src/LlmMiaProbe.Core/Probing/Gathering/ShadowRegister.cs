using LlmMiaProbe.Corpora;
using LlmMiaProbe.Shadows;

namespace LlmMiaProbe.Probing;

/// <summary>Holds the documents of a run against its manifest of shadow models.</summary>
internal sealed class ShadowRegister
{
    private const int Shown = 10;

    private readonly ShadowManifest _manifest;
    private readonly SortedSet<string> _unseen;
    private readonly long[] _scored;
    private readonly bool _isCut;

    private ShadowRegister(ShadowManifest manifest, bool isCut)
    {
        (_manifest, _isCut) = (manifest, isCut);
        _unseen = new SortedSet<string>(manifest.Entries.SelectMany(entry => entry.TrainedOn), StringComparer.Ordinal);
        _scored = new long[manifest.Entries.Count];
    }

    /// <summary>Null for a run without shadow models.</summary>
    /// <exception cref="PrerequisiteException">A file is missing, or the manifest is no longer what the run was begun with.</exception>
    /// <exception cref="ConfigurationException">A file is not what was expected.</exception>
    public static ShadowRegister? For(RunSettings settings)
    {
        if (settings.ShadowManifest is null)
        {
            return null;
        }

        var manifest = ShadowManifest.Read(settings.ShadowManifest);
        return manifest.Models.SequenceEqual(settings.Shadows)
            ? new ShadowRegister(manifest, settings.Limit is not null)
            : throw new PrerequisiteException(
                $"--shadows: {manifest.File} is no longer what the run was begun with: what was scored is kept; start a new run.");
    }

    /// <summary>What the manifest says about a document, one entry a shadow model.</summary>
    public IReadOnlyList<DocumentShadow> Add(long ordinal, string id)
    {
        _unseen.Remove(id);
        return
        [
            .. _manifest.Entries.Select((entry, i) =>
            {
                var score = entry.Scores is { } scores && scores.TryGetValue(id, out var found) ? found : (double?)null;
                _scored[i] += score is null ? 0 : 1;
                return new DocumentShadow(ordinal, entry.Model.Number, entry.TrainedOn.Contains(id), score);
            }),
        ];
    }

    /// <summary>Sees, when all documents were added, that manifest and corpora are about the same documents.</summary>
    /// <exception cref="ConfigurationException">The manifest names documents that the run does not have, or a column has a score for none of them.</exception>
    public void RequireMatch()
    {
        // A run of the first documents only is a trial; it lacks the others on purpose.
        if (_unseen.Count > 0 && !_isCut)
        {
            throw new ConfigurationException(
                $"--shadows: {_manifest.File} names {_unseen.Count} {(_unseen.Count == 1 ? "document that is" : "documents that are")} not in the corpora: "
                + $"{string.Join(", ", _unseen.Take(Shown).Select(Quotation.Of))}{(_unseen.Count > Shown ? ", ..." : "")}. "
                + "Give with --corpus all that the shadow models were trained on, or take out of trained_on what is not to be judged.");
        }

        if (_manifest.Entries.FirstOrDefault(entry => entry.Model.IsImported && _scored[entry.Model.Number - 1] == 0) is { Model: { } unscored })
        {
            throw new ConfigurationException(
                $"--shadows: {unscored.File} has under {Quotation.Of(unscored.Name)} a score for none of the documents in the corpora; "
                + "expected their ids in the column document.");
        }
    }
}
