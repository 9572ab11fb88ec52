using LlmMiaProbe.Words;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// Draws groups with all their documents (cluster bootstrap). A document without a group is a group of its own. A draw
/// without a member or without a non-member has no AUC and is made again.
/// </summary>
/// <remarks>
/// With few groups the percentiles of such draws cover too little. <see cref="Widening"/> makes up for it (<see cref="FewUnits"/>);
/// what counts is the number of groups of the label that has fewer.
/// </remarks>
internal sealed class GroupResampler : IResampler
{
    /// <summary>A draw fails with a chance below three quarters even with one member and one non-member, so this many never fail in a row.</summary>
    private const int MostTries = 1000;

    private readonly Cluster[] _clusters;
    private readonly int[] _weights;
    private readonly int _loneDocuments;

    public GroupResampler(ScoreLadder ladder)
    {
        var standing = ladder.Documents.Zip(ladder.Rungs, (document, rung) => (document.Group, document.IsMember, Rung: rung)).ToList();
        var grouped = standing.Where(d => d.Group is not null).GroupBy(d => d.Group, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Select(d => (d.IsMember, d.Rung)));
        var lone = standing.Where(d => d.Group is null).Select(d => (IEnumerable<(bool, int)>)[(d.IsMember, d.Rung)]).ToList();
        _clusters = [.. grouped.Concat(lone).Select(Cluster.Of)];
        _weights = new int[_clusters.Length];
        _loneDocuments = lone.Count;
    }

    public ResamplingUnit Unit => ResamplingUnit.Group;

    public int Units => _clusters.Length;

    public double Widening => FewUnits.Widening(Math.Min(MemberUnits, NonMemberUnits));

    public int Redrawn { get; private set; }

    public string Note => IntervalStatement.ByGroup(_clusters.Length - _loneDocuments, _loneDocuments, MemberUnits, NonMemberUnits, Widening);

    private int MemberUnits => _clusters.Count(c => c.MemberRungs.Length > 0);

    private int NonMemberUnits => _clusters.Count(c => c.NonMemberRungs.Length > 0);

    public void Draw(Random random, int[] members, int[] nonMembers)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (TryDrawClusters(random))
            {
                Spread(members, nonMembers);
                return;
            }

            Redrawn++;
        }

        throw new InvalidOperationException($"{MostTries} draws of groups in a row held only members or only non-members.");
    }

    private bool TryDrawClusters(Random random)
    {
        Array.Clear(_weights);
        var (anyMember, anyNonMember) = (false, false);
        for (var i = 0; i < _clusters.Length; i++)
        {
            var drawn = random.Next(_clusters.Length);
            _weights[drawn]++;
            anyMember |= _clusters[drawn].MemberRungs.Length > 0;
            anyNonMember |= _clusters[drawn].NonMemberRungs.Length > 0;
        }

        return anyMember && anyNonMember;
    }

    private void Spread(int[] members, int[] nonMembers)
    {
        Array.Clear(members);
        Array.Clear(nonMembers);
        for (var i = 0; i < _clusters.Length; i++)
        {
            if (_weights[i] == 0)
            {
                continue;
            }

            foreach (var rung in _clusters[i].MemberRungs)
            {
                members[rung] += _weights[i];
            }

            foreach (var rung in _clusters[i].NonMemberRungs)
            {
                nonMembers[rung] += _weights[i];
            }
        }
    }

    private readonly record struct Cluster(int[] MemberRungs, int[] NonMemberRungs)
    {
        public static Cluster Of(IEnumerable<(bool IsMember, int Rung)> documents)
        {
            var split = documents.ToLookup(d => d.IsMember, d => d.Rung);
            return new Cluster([.. split[true]], [.. split[false]]);
        }
    }
}
