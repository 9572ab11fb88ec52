using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Testing.Campaign;

/// <summary>Runs in which the model has nothing to tell, or a known part, drawn from stored passages.</summary>
/// <param name="neverTrained">Ids of passages that the model was not trained on, in the order of their books.</param>
/// <param name="trained">Ids of those that it was trained on; empty if they are not needed.</param>
public sealed class CampaignDraws(IReadOnlyList<string> neverTrained, IReadOnlyList<string> trained)
{
    /// <summary>Ends of the ids of the versions in which a passage is stored for the shifts.</summary>
    public const string Short = "~short", Old = "~old", New = "~new";

    private const int Repetitions = 5;
    private const int GroupSize = 2;

    // A fifth of either half is as the other half, so that no single feature tells them apart without fail.
    private const double Typical = 0.8;

    /// <summary>Two random halves.</summary>
    public IReadOnlyList<DrawnDocument> Halves(Random random, int perSide) => Labelled(Shuffled(neverTrained, random, 2 * perSide), perSide);

    /// <summary>The same of which every text occurs five times.</summary>
    public IReadOnlyList<DrawnDocument> Duplicates(Random random, int perSide)
    {
        var different = Shuffled(neverTrained, random, 2 * perSide / Repetitions);
        return Labelled([.. different.SelectMany(id => Enumerable.Repeat(id, Repetitions))], perSide);
    }

    /// <summary>Declared groups of two neighbouring passages, both in one half.</summary>
    public IReadOnlyList<DrawnDocument> Groups(Random random, int perSide)
    {
        var groups = Shuffled([.. neverTrained.Chunk(GroupSize)], random, 2 * perSide / GroupSize);
        return [.. groups.SelectMany((group, i) => group.Select(id => new DrawnDocument(id, i < groups.Length / 2 ? Membership.Member : Membership.NonMember, $"pair {i}")))];
    }

    /// <summary>Halves of which one has mostly whole passages and the other mostly beginnings of passages.</summary>
    public IReadOnlyList<DrawnDocument> OtherLengths(Random random, int perSide) => Shifted(random, perSide, "", Short);

    /// <summary>Halves that mostly name a recent and an early year.</summary>
    public IReadOnlyList<DrawnDocument> OtherYears(Random random, int perSide) => Shifted(random, perSide, New, Old);

    /// <summary>Passages that the model was trained on, called members, against passages that it was not.</summary>
    public IReadOnlyList<DrawnDocument> Trained(Random random, int perSide) =>
        Labelled([.. Shuffled(trained, random, perSide), .. Shuffled(neverTrained, random, perSide)], perSide);

    /// <summary>The same with the labels the wrong way round.</summary>
    public IReadOnlyList<DrawnDocument> Swapped(Random random, int perSide) =>
        Labelled([.. Shuffled(neverTrained, random, perSide), .. Shuffled(trained, random, perSide)], perSide);

    private DrawnDocument[] Shifted(Random random, int perSide, string ofMembers, string ofOthers) =>
        Labelled(Shuffled(neverTrained, random, 2 * perSide), perSide, (id, isMember) => id + (random.NextDouble() < Typical == isMember ? ofMembers : ofOthers));

    private static DrawnDocument[] Labelled(IReadOnlyList<string> ids, int members, Func<string, bool, string>? version = null) =>
        [.. ids.Select((id, i) => new DrawnDocument(version?.Invoke(id, i < members) ?? id, i < members ? Membership.Member : Membership.NonMember))];

    private static T[] Shuffled<T>(IReadOnlyList<T> from, Random random, int count)
    {
        T[] all = [.. from];
        random.Shuffle(all);
        return all[..count];
    }
}
