using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings.Health;

/// <summary>
/// Measures the documents of a run while they are read. Keeps at most <see cref="TraitsSample.Most"/> documents of each
/// label as numbers, a bounded sketch of n-grams, and about 200 bytes a document for duplicates; no texts.
/// </summary>
/// <param name="seed">The run's seed.</param>
public sealed class DataHealthBuilder(int seed)
{
    private readonly Dictionary<(Membership Label, bool Calibrates), ComparedSet> _sets = [];
    private readonly DuplicateFinder _duplicates = new();
    private readonly List<TextToken> _tokens = [];
    private int _documents;

    /// <param name="document">A document of the run.</param>
    /// <param name="calibrates">Whether it comes from a corpus that serves only as calibration.</param>
    /// <param name="normalised">Its text in the form of <see cref="NormalisedText"/>.</param>
    public void Add(Document document, bool calibrates, string normalised)
    {
        _duplicates.Add(document, normalised);
        var set = SetOf(document.Label, calibrates);
        TextTokens.Read(normalised, _tokens);
        set.Ngrams.Add(_tokens);
        var key = StableHash.Of(document.Id, (ulong)seed);
        if (set.Sample.Count(key))
        {
            var (features, counts) = WordFeatures.Of(_tokens);
            var latestYear = YearTokens.LatestOf(normalised, _tokens);
            set.Sample.Add(new DocumentTraits(
                _documents,
                key,
                document.Group,
                document.ByteLength,
                latestYear,
                Language.Of(normalised, _tokens),
                TextTraits.Of(document, _tokens, latestYear),
                features,
                counts));
        }

        _documents++;
    }

    /// <param name="design">Which documents are tested and which calibrate.</param>
    /// <param name="copies">Near-duplicates, by their places in the order of adding; null if they were not looked for.</param>
    /// <param name="cancellationToken">Stops between measurements.</param>
    public DataHealth Build(TestDesign design, IReadOnlyList<IReadOnlyList<int>>? copies = null, CancellationToken cancellationToken = default)
    {
        var comparer = new SetComparer(seed, copies ?? [], cancellationToken);
        var labels = Compare(comparer, SetOf(Membership.Member, false), SetOf(Membership.NonMember, false));
        var isSame = design is { Tested: Membership.Member, HasOwnCalibration: false };
        return new DataHealth
        {
            Labels = labels,
            Calibration = design.Tested is { } tested && !isSame
                ? Compare(comparer, SetOf(tested, false), SetOf(Membership.NonMember, design.HasOwnCalibration))
                : null,
            Duplicates = _duplicates.Find(),
            Copies = copies,
        };
    }

    private static SetComparison? Compare(SetComparer comparer, ComparedSet first, ComparedSet second) =>
        first.Sample.Documents == 0 || second.Sample.Documents == 0 ? null : comparer.Compare(first, second);

    private ComparedSet SetOf(Membership label, bool calibrates)
    {
        if (!_sets.TryGetValue((label, calibrates), out var set))
        {
            _sets.Add((label, calibrates), set = new ComparedSet());
        }

        return set;
    }
}
