using LlmMiaProbe.Evidence;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>The windows of extraction runs and the evidence that answers for them.</summary>
internal sealed class WindowTable(StoreSession session, EvidenceTable evidence, InternedTexts names)
{
    private const int PageLength = 512;

    /// <exception cref="ArgumentException">A key is not in the store.</exception>
    public void Link(long run, IReadOnlyList<WindowLink> links) => session.Write(() =>
    {
        foreach (var (ordinal, request, place, key) in links)
        {
            var linked = session.Execute(
                """
                INSERT OR REPLACE INTO windows (run, ordinal, start, request, suffix_start, suffix_end, evidence)
                SELECT ?1, ?2, ?3, ?4, ?5, ?6, id FROM evidence WHERE key = ?7
                """,
                run,
                ordinal,
                place.Start,
                names.NumberOf(request),
                place.SuffixStart,
                place.SuffixEnd,
                Digest.ToBytes(key.Hex));
            if (linked == 0)
            {
                throw new ArgumentException($"A window of document {ordinal} cannot be linked to evidence {key}: it is not in the store.", nameof(links));
            }
        }
    });

    public IEnumerable<StoredWindow> Read(long run, long ordinal)
    {
        var (start, request) = (-1L, -1L);
        for (var page = ReadPage(run, ordinal, start, request); page.Count > 0; page = ReadPage(run, ordinal, start, request))
        {
            foreach (var (_, name, place, row) in page.Where(window => !window.Row.IsPurged))
            {
                yield return new StoredWindow(place, name, evidence.Decode(row));
            }

            (start, request) = (page[^1].Place.Start, page[^1].Request);
        }
    }

    public IReadOnlyList<UnmeasuredWindows> ReadUnmeasured(long run, long ordinal) => session.Rows(
        """
        SELECT n.text, e.no_answer, COUNT(*)
        FROM windows w JOIN names n ON n.id = w.request JOIN evidence e ON e.id = w.evidence
        WHERE w.run = ?1 AND w.ordinal = ?2 AND e.no_answer IS NOT NULL GROUP BY n.text, e.no_answer ORDER BY n.text, e.no_answer
        """,
        row => new UnmeasuredWindows(row.Text(0), row.Text(1), row.Small(2)),
        run,
        ordinal);

    private List<(long Request, string Name, WindowPlace Place, EvidenceRow Row)> ReadPage(
        long run, long ordinal, long start, long request) => session.Rows(
        $"""
        SELECT w.request, n.text, w.start, w.suffix_start, w.suffix_end, {EvidenceTable.RowColumns}
        FROM windows w JOIN names n ON n.id = w.request JOIN evidence e ON e.id = w.evidence JOIN models m ON m.id = e.model
        WHERE w.run = ?1 AND w.ordinal = ?2 AND (w.start, w.request) > (?3, ?4) AND e.no_answer IS NULL ORDER BY w.start, w.request LIMIT ?5
        """,
        row => (row.Integer(0), row.Text(1), new WindowPlace(row.Small(2), row.Small(3), row.Small(4)), EvidenceRow.Read(row, 5)),
        run,
        ordinal,
        start,
        request,
        PageLength);
}
