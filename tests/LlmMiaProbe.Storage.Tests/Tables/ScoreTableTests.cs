using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Storage.Tests.Tables;

public sealed class ScoreTableTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly Lazy<(SqliteProbeStore Store, long Run)> _oneDocument;

    public ScoreTableTests() => _oneDocument = new(() => _folder.Open() is var store ? (store, store.BeginRun(1)) : default);

    [Property]
    public Property Any_finite_score_comes_back_bit_for_bit()
    {
        var (store, run) = _oneDocument.Value;
        return Prop.ForAll(
            Gen.OneOf(
                Gen.Elements(0.0, -0.0, 1.0, -3.0, double.Epsilon, double.MinValue, double.MaxValue, 9007199254740993.0),
                ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite)).ToArbitrary(),
            value =>
            {
                store.ReplaceScores(run, [new StoredScore(0, "loss", AttackScore.Of(value))]);
                var read = store.ReadScores(run).Single().Score.Value ?? double.NaN;
                return BitConverter.DoubleToInt64Bits(read) == BitConverter.DoubleToInt64Bits(value);
            });
    }

    [Fact]
    public void Scores_come_in_order_of_ordinal_and_id_whatever_the_order_in_which_they_went_in()
    {
        var store = _folder.Open();
        var run = store.BeginRun(900);
        string[] attacks = ["zlib", "Loss", "loss", "min-k(k=0.2)", "min-k++(k=0.2)", "é"];
        var scores = (from ordinal in Enumerable.Range(0, 900).Reverse()
                      from attack in attacks
                      where (ordinal + attack.Length) % 7 != 0
                      select new StoredScore(ordinal, attack, ordinal % 4 == 0 ? AttackScore.NotApplicable("too short") : AttackScore.Of(ordinal / 3.0))).ToList();
        store.ReplaceScores(run, scores);
        store.ReplaceScores(store.BeginRun(1), [new StoredScore(0, "loss", AttackScore.Of(1))]);

        var expected = scores.OrderBy(score => score.Ordinal).ThenBy(score => score.Attack, StringComparer.Ordinal);
        Assert.Equal(expected, store.ReadScores(run));
    }

    [Fact]
    public void Scores_are_replaced_wholly_or_not_at_all()
    {
        var store = _folder.Open();
        var run = store.BeginRun(10);
        store.ReplaceScores(run, [new StoredScore(0, "loss", AttackScore.Of(1)), new StoredScore(1, "loss", AttackScore.Of(2))]);
        store.ReplaceScores(run, [new StoredScore(0, "zlib", AttackScore.Of(3))]);
        Assert.Throws<FormatException>(() => store.ReplaceScores(run, BreakingOff()));
        Assert.Equal([new StoredScore(0, "zlib", AttackScore.Of(3))], store.ReadScores(run));

        static IEnumerable<StoredScore> BreakingOff()
        {
            yield return new StoredScore(0, "brand-new", AttackScore.Of(1));
            throw new FormatException();
        }
    }

    [Fact]
    public void Scores_can_be_computed_from_evidence_that_is_being_read()
    {
        var store = _folder.Open();
        var run = store.BeginRun(150);
        for (var i = 0; i < 150; i++)
        {
            store.Answer(run, i);
        }

        store.ReplaceScores(run, store.ReadEvidence(run).Select(entry => new StoredScore(entry.Document.Ordinal, "first", AttackScore.Of(entry.Evidence["target/plain"].Tokens[0]))));
        Assert.Equal(Enumerable.Range(0, 150).Select(i => (double?)i), store.ReadScores(run).Select(score => score.Score.Value));
    }

    public void Dispose() => _folder.Dispose();
}
