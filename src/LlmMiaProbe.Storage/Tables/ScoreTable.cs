using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>The scores of attacks.</summary>
internal sealed class ScoreTable(StoreSession session, InternedTexts names)
{
    private const int PageLength = 2048;

    /// <summary>Within a transaction.</summary>
    public void Replace(long run, IEnumerable<StoredScore> scores)
    {
        session.Execute("DELETE FROM scores WHERE run = ?1", run);
        foreach (var score in scores)
        {
            session.Execute(
                "INSERT INTO scores (run, ordinal, attack, value, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
                run,
                score.Ordinal,
                names.NumberOf(score.Attack),
                score.Score.Value,
                score.Score.Reason);
        }
    }

    public IEnumerable<StoredScore> Read(long run)
    {
        // Rows come by attack number; one document's are sorted by id here, with the comparison that the port promises.
        var (ordinal, attack) = (-1L, -1L);
        var document = new List<StoredScore>();
        for (var page = ReadPage(run, ordinal, attack); page.Count > 0; page = ReadPage(run, ordinal, attack))
        {
            foreach (var (number, score) in page)
            {
                if (score.Ordinal != ordinal)
                {
                    foreach (var complete in ById(document))
                    {
                        yield return complete;
                    }

                    document.Clear();
                }

                document.Add(score);
                (ordinal, attack) = (score.Ordinal, number);
            }
        }

        foreach (var complete in ById(document))
        {
            yield return complete;
        }
    }

    private List<(long Attack, StoredScore Score)> ReadPage(long run, long ordinal, long attack) => session.Rows(
        """
        SELECT s.attack, s.ordinal, n.text, s.value, s.reason FROM scores s JOIN names n ON n.id = s.attack
        WHERE s.run = ?1 AND (s.ordinal, s.attack) > (?2, ?3) ORDER BY s.ordinal, s.attack LIMIT ?4
        """,
        ReadScore,
        run,
        ordinal,
        attack,
        PageLength);

    private static (long Attack, StoredScore Score) ReadScore(SqliteDataReader row) => (row.Integer(0), new StoredScore(
        row.Integer(1),
        row.Text(2),
        row.IsDBNull(3) ? AttackScore.NotApplicable(row.Text(4)) : AttackScore.Of(row.Real(3))));

    private static IEnumerable<StoredScore> ById(List<StoredScore> scores) => scores.OrderBy(score => score.Attack, StringComparer.Ordinal);
}
