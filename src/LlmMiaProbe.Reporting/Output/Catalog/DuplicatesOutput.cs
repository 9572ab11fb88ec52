using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Reporting;

/// <summary>Documents with the same text, and with nearly the same.</summary>
public sealed record DuplicatesOutput(TallyOutput Exact, TallyOutput Near);

/// <summary>Documents with such a partner, by the labels of both.</summary>
public sealed record TallyOutput(PairsOutput WithinLabel, PairsOutput MemberAgainstNonMember, PairsOutput AgainstUnknown)
{
    internal static TallyOutput Of(DuplicateTally tally) =>
        new(PairsOutput.Of(tally.WithinLabel), PairsOutput.Of(tally.MemberAgainstNonMember), PairsOutput.Of(tally.AgainstUnknown));
}

/// <summary>How many documents, and up to 20 examples.</summary>
public sealed record PairsOutput(long Documents, IReadOnlyList<PairOutput> Examples)
{
    internal static PairsOutput Of(DuplicateCount count) => new(count.Documents, [.. count.Examples.Select(PairOutput.Of)]);
}

/// <summary>Two documents, by id and label, and their similarity, 0 to 1.</summary>
public sealed record PairOutput(string First, string FirstLabel, string Second, string SecondLabel, double Similarity)
{
    internal static PairOutput Of(DuplicatePair pair) =>
        new(pair.FirstId, pair.FirstLabel.ToText(), pair.SecondId, pair.SecondLabel.ToText(), pair.Similarity);
}
