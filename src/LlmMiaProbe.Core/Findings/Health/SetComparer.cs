using System.Globalization;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings.Health;

/// <summary>Compares two sets of documents.</summary>
/// <param name="seed">The run's.</param>
/// <param name="copies">Near-duplicates, by <see cref="DocumentTraits.Place"/>.</param>
/// <param name="cancellationToken">Stops between measurements.</param>
internal sealed class SetComparer(int seed, IReadOnlyList<IReadOnlyList<int>> copies, CancellationToken cancellationToken)
{
    /// <summary>With fewer documents of a set nothing is measured.</summary>
    public const int FewestDocuments = BlindBaseline.Parts;

    public SetComparison Compare(ComparedSet first, ComparedSet second)
    {
        List<(DocumentTraits Traits, bool IsFirst)> documents =
            [.. first.Sample.Traits.Select(traits => (traits, true)), .. second.Sample.Traits.Select(traits => (traits, false))];
        var reason = HealthStatement.TooFew(first.Sample.Documents, second.Sample.Documents);
        var units = Units([.. documents.Select(d => d.Traits)]);
        var blind = reason is null ? Blind(documents, units) : null;
        cancellationToken.ThrowIfCancellationRequested();
        var groups = documents.Where(d => d.Traits.Group is not null).ToLookup(d => d.Traits.Group, d => d.IsFirst, StringComparer.Ordinal);
        return new SetComparison
        {
            First = first.Sample.Documents,
            Second = second.Sample.Documents,
            SampledFirst = first.Sample.Sampled,
            SampledSecond = second.Sample.Sampled,
            Text = blind,
            Words = new ShiftEstimate(
                blind?.PValue is null ? null : blind.Auc, blind is { Separates: true }, reason ?? (blind is null ? null : HealthStatement.NoCheck(blind))),
            KeepsGroupsTogether = blind?.KeepsGroupsTogether ?? false,
            Length = Shift(documents, units, traits => traits.ByteLength, reason),
            Years = Shift(documents, units, traits => traits.LatestYear, reason),
            Languages = LanguageShift.Of(
                [.. first.Sample.Traits.Select(traits => traits.Language)], [.. second.Sample.Traits.Select(traits => traits.Language)]),
            SharedNgrams = second.Ngrams.ShareIn(first.Ngrams),
            Groups = groups.Count,
            MixedGroups = groups.Count(group => group.Contains(true) && group.Contains(false)),
        };
    }

    private ShiftEstimate Shift(List<(DocumentTraits Traits, bool IsFirst)> documents, string?[] units, Func<DocumentTraits, int> property, string? reason)
    {
        if (reason is not null)
        {
            return new ShiftEstimate(null, false, reason);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var auc = AucEstimate.Of([.. documents.Select((d, i) => new LabelledScore(property(d.Traits), d.IsFirst, units[i]))]);
        return new ShiftEstimate(auc, false, null);
    }

    private BlindBaselineResult Blind(List<(DocumentTraits Traits, bool IsFirst)> documents, string?[] units)
    {
        var traits = TextTraits.WithLanguages([.. documents.Select(d => d.Traits)]);
        return BlindBaseline.Run(
            documents.Select((d, i) => new BlindDocument(d.Traits.Key, d.IsFirst, units[i], d.Traits.Features, d.Traits.Counts) { Traits = traits[i] }),
            seed,
            cancellationToken);
    }

    /// <summary>Documents of one group or near-duplicates of each other have the same: a copy in another fold would give its label away.</summary>
    private string?[] Units(DocumentTraits[] documents)
    {
        var cluster = copies.SelectMany((places, number) => places.Select(place => (place, number))).ToDictionary(entry => entry.place, entry => entry.number);
        string?[] copied =
        [
            .. documents.Select(traits => cluster.TryGetValue(traits.Place, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null),
        ];
        var units = new DisjointSets(documents.Length);
        units.Tie(copied);
        units.Tie(documents.Select(traits => traits.Group));
        return [.. documents.Select((traits, i) => traits.Group is null && copied[i] is null ? null : units.RootOf(i).ToString(CultureInfo.InvariantCulture))];
    }
}
