using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Probing;

/// <summary>
/// Finds calibration documents that are also under test: a document cannot show what other non-members score. Keeps
/// about 100 bytes a document, no texts.
/// </summary>
internal sealed class CalibrationOverlap
{
    private const int Shown = 10;

    private readonly Dictionary<(Hash128 Text, Membership Label), string> _texts = [];
    private readonly HashSet<Hash128> _ids = [];
    private readonly List<(string Sentence, Membership? Label)> _overlaps = [];

    /// <param name="document">A document of the run; those that calibrate come last.</param>
    /// <param name="calibrates">Whether it comes from a corpus that serves only as calibration.</param>
    /// <param name="normalised">Its text in the form of <see cref="NormalisedText"/>.</param>
    public void Add(Document document, bool calibrates, string normalised)
    {
        var text = Hash128.Of(normalised);
        if (!calibrates)
        {
            _texts.TryAdd((text, document.Label), document.Id);
            _ids.Add(Hash128.Of(document.Id));
            return;
        }

        if (_ids.Contains(Hash128.Of(document.Id)))
        {
            _overlaps.Add(($"'{document.Id}' (the id is used in both)", null));
            return;
        }

        foreach (var label in new[] { Membership.Unknown, Membership.Member })
        {
            if (_texts.TryGetValue((text, label), out var other))
            {
                _overlaps.Add(($"'{document.Id}' (the same text as '{other}')", label));
            }
        }
    }

    /// <param name="tested">The label of the documents under test, or null.</param>
    /// <exception cref="ConfigurationException">A calibration document is under test, or has the id of another document.</exception>
    public void RequireNone(Membership? tested)
    {
        var found = _overlaps.Where(overlap => overlap.Label is null || overlap.Label == tested).Select(overlap => overlap.Sentence).ToList();
        if (found.Count > 0)
        {
            throw new ConfigurationException(
                $"--calibration: {found.Count} of its documents {(found.Count == 1 ? "is" : "are")} also in the corpora: "
                + $"{string.Join(", ", found.Take(Shown))}{(found.Count > Shown ? ", ..." : "")}. "
                + "Take them out of one of the two, so that nothing is held against itself.");
        }
    }
}
