using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>Collects the windows of one document.</summary>
internal sealed class WorkScan(RunDocument document, ExtractedDocument extracted, IReadOnlyList<ModelRole> roles)
{
    private const int ShownPassages = 3;

    private readonly Dictionary<ModelRole, CharacterCoverage> _coverage = roles.ToDictionary(role => role, _ => new CharacterCoverage());
    private readonly List<(WindowPlace Place, double LogPz)> _windows = [];

    public void Add(ModelRole role, WindowPlace place, double logPz)
    {
        _coverage[role].Paint(place, logPz);
        if (role == ModelRole.Target)
        {
            _windows.Add((place, logPz));
        }
    }

    /// <param name="text">Null if it was not kept.</param>
    public ExtractedWork Work(string? text)
    {
        var length = Math.Max(1, Math.Max(text?.Length ?? 0, _coverage.Values.Max(coverage => coverage.Series.Length)));
        return new ExtractedWork
        {
            Document = document,
            Extracted = extracted,
            Text = text,
            Length = length,
            Strips = [.. roles.Select(role => (role, CoverageStrip.Levels(_coverage[role].Series, length, ExtractedWork.Cells)))],
            Trained = TrainedPart.Of(document),
            Boundary = TrainedPart.Of(document) is { } part
                ? ExtractionStatement.Boundary(part, _coverage[ModelRole.Target], _coverage.GetValueOrDefault(ModelRole.Reference))
                : null,
            Passages = Passages(),
        };
    }

    /// <summary>The windows with the largest p_z whose suffixes do not overlap.</summary>
    private List<(WindowPlace, double)> Passages()
    {
        var chosen = new List<(WindowPlace Place, double LogPz)>();
        foreach (var window in _windows.OrderByDescending(window => window.LogPz).ThenBy(window => window.Place.Start))
        {
            if (chosen.Count == ShownPassages)
            {
                break;
            }

            if (chosen.TrueForAll(other => window.Place.SuffixEnd <= other.Place.SuffixStart || other.Place.SuffixEnd <= window.Place.SuffixStart))
            {
                chosen.Add(window);
            }
        }

        return chosen;
    }
}
