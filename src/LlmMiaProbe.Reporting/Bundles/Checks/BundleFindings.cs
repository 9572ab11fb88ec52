using System.Globalization;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Collects what is wrong with a bundle and what was computed again of it.</summary>
internal sealed class BundleFindings
{
    private readonly List<string> _mismatches = [];
    private readonly List<RecomputedPart> _parts = [];
    private readonly List<string> _without = [];
    private long _unnamed;

    public bool HasMismatch => _mismatches.Count > 0;

    /// <summary>A sentence each; the last one says how many more there are.</summary>
    public IReadOnlyList<string> Mismatches => _unnamed == 0 ? _mismatches : [.. _mismatches, $"and {Figures.Count(_unnamed, "mismatch", "mismatches")} more"];

    public long Count => _mismatches.Count + _unnamed;

    public IReadOnlyList<RecomputedPart> Parts => _parts;

    /// <summary>What was not computed again, with the reason, a clause each.</summary>
    public IReadOnlyList<string> Without => _without;

    /// <param name="sentence">May quote a bundle that came from anyone.</param>
    public void Mismatch(string sentence)
    {
        if (_mismatches.Count == BundleLimits.Named)
        {
            _unnamed++;
            return;
        }

        _mismatches.Add(Harmless(sentence));
    }

    public void Recomputed(string what, long done, long of)
    {
        if (of > 0)
        {
            _parts.Add(new RecomputedPart(what, done, of));
        }
    }

    public void NotRecomputed(string clause) => _without.Add(Harmless(clause));

    /// <summary>Runs a check of one place; what is not as this program writes it is a mismatch.</summary>
    public void Guard(Action check)
    {
        try
        {
            check();
        }
        catch (BundleException error)
        {
            Mismatch(error.Message);
        }
    }

    // Nothing of a bundle moves the cursor of a terminal or turns the direction of a line.
    private static string Harmless(string text) => string.Concat(text.Select(character =>
        char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
            ? '\uFFFD'
            : character));
}
