using LlmMiaProbe.Generation;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>
/// Whether the attempts of a bundle are those, all of them and in the order, of which the store's chain has a link. The chain goes through
/// the attempts of all runs, so a head that an earlier bundle states, or that somebody signed, vouches for what came before it.
/// </summary>
/// <param name="manifest">States the heads.</param>
/// <param name="import">Reads the bundle.</param>
/// <param name="findings">Receives what is wrong.</param>
internal sealed class BundleChain(BundleManifest manifest, BundleImport import, BundleFindings findings)
{
    private readonly List<(string Place, AttemptLink Link)> _own = [];
    private readonly Dictionary<string, AttemptSegment> _read = new(StringComparer.Ordinal);

    /// <param name="digests">Of the attempts in the bundle, in their order.</param>
    public void Compare(IReadOnlyList<(string Place, string Digest)> digests)
    {
        if (manifest.Segments is not { } segments)
        {
            findings.NotRecomputed("the chain of attempts (this format has none, so an attempt that was left out does not show)");
            return;
        }

        import.Each(EvidenceBundle.Links, Follow);
        if (!segments.Select(segment => (segment.Id, segment.Links, segment.Head)).Order()
            .SequenceEqual(_read.Values.Select(segment => (segment.Id, segment.Links, segment.Head))
                .Concat(segments.Where(segment => segment.Links == 0 && !_read.ContainsKey(segment.Id))
                    .Select(segment => (segment.Id, segment.Links, AttemptLink.Beginning(segment.Id))))
                .Order()))
        {
            findings.Mismatch($"the heads of the chain of attempts in {BundleManifest.FileName} are not those that {EvidenceBundle.Links} leads to");
        }

        foreach (var ((place, link), (attempt, digest)) in _own.Zip(digests))
        {
            if (link.Digest != digest)
            {
                findings.Mismatch($"{attempt}: it is not the attempt that was put on record then ({place})");
            }
        }

        if (_own.Count != digests.Count)
        {
            findings.Mismatch(
                $"{EvidenceBundle.Attempts} has {Figures.Count(digests.Count, "attempt")} of the run; {Figures.Count(_own.Count)} were put on record "
                + $"({EvidenceBundle.Links})");
        }

        findings.Recomputed("links of attempts", _read.Values.Sum(segment => segment.Links), segments.Sum(segment => segment.Links));
    }

    private void Follow(string place, StrictObject line)
    {
        var link = LinkJson.Read(line);
        var before = _read.GetValueOrDefault(link.Segment) ?? new AttemptSegment(link.Segment, default, 0, AttemptLink.Beginning(link.Segment));
        if (link.Number != before.Links + 1 || link.Hash != AttemptLink.HashOf(before.Head, link.Number, link.Run, link.Digest))
        {
            findings.Mismatch($"{place}: the link does not follow from the one before it");
        }

        _read[link.Segment] = before with { Links = before.Links + 1, Head = link.Hash };
        if (link.Run == manifest.Run && link.Segment == manifest.Segments?[0].Id)
        {
            _own.Add((place, link));
        }
    }
}
