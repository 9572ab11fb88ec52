using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>What runs know of their documents and shadow models.</summary>
internal sealed class ShadowTable(StoreSession session)
{
    private const int PageLength = 2048;

    public void Add(long run, IReadOnlyList<DocumentShadow> shadows) => session.Write(() =>
    {
        foreach (var shadow in shadows)
        {
            session.Execute(
                "INSERT INTO run_shadows (run, ordinal, shadow, trained, mean_log_prob) VALUES (?1, ?2, ?3, ?4, ?5)",
                run,
                shadow.Ordinal,
                shadow.Shadow,
                shadow.IsTrainedOn,
                shadow.MeanLogProb);
        }
    });

    public IEnumerable<DocumentShadow> Read(long run)
    {
        var last = new DocumentShadow(-1, 0, false, null);
        for (var page = ReadPage(run, last); page.Count > 0; page = ReadPage(run, last))
        {
            foreach (var shadow in page)
            {
                yield return shadow;
            }

            last = page[^1];
        }
    }

    private List<DocumentShadow> ReadPage(long run, DocumentShadow after) => session.Rows(
        """
        SELECT ordinal, shadow, trained, mean_log_prob FROM run_shadows
        WHERE run = ?1 AND (ordinal, shadow) > (?2, ?3) ORDER BY ordinal, shadow LIMIT ?4
        """,
        row => new DocumentShadow(row.Integer(0), row.Small(1), row.Flag(2), row.IsDBNull(3) ? null : row.Real(3)),
        run,
        after.Ordinal,
        after.Shadow,
        PageLength);
}
