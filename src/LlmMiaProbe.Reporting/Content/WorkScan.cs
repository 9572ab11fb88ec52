using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>Collects the windows of one document.</summary>
internal sealed class WorkScan(RunDocument document, ExtractedDocument extracted, IReadOnlyList<ModelRole> roles)
{
    private const int ShownPassages = 3;

    private readonly Dictionary<ModelRole, CoverageEnds> _coverage = roles.ToDictionary(role => role, _ => new CoverageEnds());
    private readonly List<(WindowPlace Place, LogProbInterval LogPz)> _windows = [];

    public void Add(ModelRole role, WindowPlace place, TokenScores suffix)
    {
        _coverage[role].Paint(place, suffix);
        if (role == ModelRole.Target)
        {
            _windows.Add((place, new LogProbInterval(suffix.TotalLogProb, suffix.TotalHigh)));
        }
    }

    /// <param name="text">Null if it was not kept.</param>
    public ExtractedWork Work(string? text)
    {
        var length = Math.Max(1, Math.Max(text?.Length ?? 0, _coverage.Values.Max(coverage => coverage.AtLeast.Series.Length)));
        return new ExtractedWork
        {
            Document = document,
            Extracted = extracted,
            Text = text,
            Length = length,
            Strips =
            [
                .. roles
                    .SelectMany(role => _coverage[role].Named(role.Name))
                    .Select(end => (end.Name, CoverageStrip.Levels(end.Coverage.Series, length, ExtractedWork.Cells))),
            ],
            Trained = TrainedPart.Of(document),
            Boundary = TrainedPart.Of(document) is { } part
                ? ExtractionStatement.Boundary(part, _coverage[ModelRole.Target], _coverage.GetValueOrDefault(ModelRole.Reference))
                : null,
            Passages = LikeliestWindows.Of(_windows, ShownPassages),
        };
    }
}
