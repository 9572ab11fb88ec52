using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Extraction;

/// <summary>The coverage of a document by what is known for certain and by all that is possible; the same coverage where everything is known.</summary>
public sealed class CoverageEnds
{
    private CharacterCoverage? _most;

    /// <summary>By what p_z is at least.</summary>
    public CharacterCoverage AtLeast { get; } = new();

    /// <summary>By what p_z is at most.</summary>
    public CharacterCoverage AtMost => _most ?? AtLeast;

    public void Paint(WindowPlace place, TokenScores suffix)
    {
        AtLeast.Paint(place, suffix.TotalLogProb);
        if (suffix.Columns.HasFlag(ScoreColumns.Bounds))
        {
            (_most ??= new CharacterCoverage()).Paint(place, suffix.TotalHigh);
        }
    }

    /// <summary>Each under its name: that of the model, or with <c>at least</c> and <c>at most</c>.</summary>
    public IEnumerable<(string Name, CharacterCoverage Coverage)> Named(string model) =>
        _most is null ? [(model, AtLeast)] : [($"{model}, at least", AtLeast), ($"{model}, at most", _most)];
}
