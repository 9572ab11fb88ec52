using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Attacks;

/// <summary>What holds for every attack that judges a document among others, whoever adds it.</summary>
public sealed class PopulationContractTests
{
    public static TheoryData<string> Ids => [.. AttackCatalog.All.OfType<IPopulationAttack>().Select(attack => attack.Description.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_document_s_own_label_does_not_move_its_score(string id)
    {
        var attack = Scores.Attack(id);
        var population = Make(attack, 120);
        var before = attack.Score(population);
        Assert.Contains(before, score => score.Value is not null);
        foreach (var i in new[] { 0, 1, 2, 60, 119 })
        {
            foreach (var label in Enum.GetValues<Membership>())
            {
                var changed = population.ToArray();
                changed[i] = changed[i] with { Label = label, IsCalibration = label == Membership.NonMember };
                Assert.Equal(before[i], attack.Score(changed)[i]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Scores_do_not_depend_on_the_order_of_the_documents(string id)
    {
        var attack = Scores.Attack(id);
        var population = Make(attack, 120);
        Assert.Equal(attack.Score(population), attack.Score([.. population.Reverse()]).Reverse());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Without_labels_or_documents_there_are_reasons_and_no_crash(string id)
    {
        var attack = Scores.Attack(id);
        Assert.Empty(attack.Score([]));
        var unknown = Make(attack, 60).Select(document => document with { Label = Membership.Unknown, IsCalibration = false }).ToList();
        Assert.All(attack.Score(unknown), score => Assert.Equal(score.Value is null, score.Reason is not null));
    }

    /// <summary>Random texts of which every third is a member, a non-member, unknown; members are a little likelier.</summary>
    internal static IReadOnlyList<PopulationDocument> Make(ConfiguredAttack attack, int documents)
    {
        var random = new Xoshiro256StarStar(17, threadSafe: false);
        return
        [
            .. Enumerable.Range(0, documents).Select(i =>
            {
                var label = (Membership)(i % 3);
                var shift = label == Membership.Member ? 0.5 : 0;
                var features = attack.Features(Scores.Evidence(attack, _ =>
                    Scores.Of(Enumerable.Range(0, 40).Select(_ => (float)Math.Min(-.01, Normal.Sample(random, shift - 4, 2))), variance: 2)));
                return new PopulationDocument($"d{i}", label, label == Membership.NonMember, i % 7 == 0 ? $"g{i % 5}" : null, features.Values);
            }),
        ];
    }
}
