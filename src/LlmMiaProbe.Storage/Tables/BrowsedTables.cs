using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>Documents and scores as they are looked through: sorted, searched and paged by SQLite.</summary>
internal sealed class BrowsedTables(StoreSession session)
{
    private const string Wanted =
        """
        r.run = ?1 AND (?2 IS NULL OR instr(lower(r.id), lower(?2)) > 0 OR instr(lower(coalesce(r.resampling_group, '')), lower(?2)) > 0)
            AND (?3 IS NULL OR CASE WHEN r.calibrates THEN 'calibration' ELSE r.label END = ?3)
        """;

    private const string OfAttack =
        "LEFT JOIN scores s ON s.run = r.run AND s.ordinal = r.ordinal AND s.attack = (SELECT id FROM names WHERE text = ?4)";

    public DocumentPage FindDocuments(long run, DocumentQuery query)
    {
        var set = query.Set?.ToString().ToLowerInvariant();
        var order = Order(query);

        // The page is chosen by what it is sorted by alone; all else is looked up for its rows only, which CROSS JOIN keeps in that order.
        var rows = session.Rows(
            $"""
            SELECT {DocumentTable.Columns}, s.value, s.reason
            FROM (SELECT r.run, r.ordinal FROM run_documents r
                {(query.Order == DocumentOrder.Length ? "JOIN documents d ON d.id = r.document" : "")}
                {OfAttack}
                WHERE {Wanted} ORDER BY {order} LIMIT ?5 OFFSET ?6) p
            CROSS JOIN run_documents r ON r.run = p.run AND r.ordinal = p.ordinal CROSS JOIN documents d ON d.id = r.document
            {OfAttack}
            ORDER BY {order}
            """,
            ReadListed,
            run,
            query.Text,
            set,
            query.Attack,
            query.Length,
            query.Offset);
        return new DocumentPage(session.Integer($"SELECT COUNT(*) FROM run_documents r WHERE {Wanted}", run, query.Text, set), rows);
    }

    public IReadOnlyList<ContentHash> FindHashes(string digits, int most) => digits.Length is < 8 or > 64 || !digits.All(char.IsAsciiHexDigit)
        ? []
        : session.Rows(
            "SELECT hash FROM documents WHERE hash BETWEEN ?1 AND ?2 ORDER BY hash LIMIT ?3",
            row => new ContentHash(Digest.ToHex(row.Bytes(0))),
            Convert.FromHexString(digits.PadRight(64, '0')),
            Convert.FromHexString(digits.PadRight(64, 'f')),
            most);

    public IReadOnlyList<DocumentSighting> FindSightings(ContentHash hash, int most) => session.Rows(
        $"""
        SELECT {DocumentTable.Columns}, r.run FROM run_documents r JOIN documents d ON d.id = r.document JOIN runs u ON u.id = r.run
        WHERE r.document = (SELECT id FROM documents WHERE hash = ?1) ORDER BY r.run DESC, r.ordinal LIMIT ?2
        """,
        row => new DocumentSighting(row.Integer(11), DocumentTable.ReadDocument(row)),
        Digest.ToBytes(hash.Hex),
        most);

    public IReadOnlyList<PlacedScore> FindPlaces(long run, long ordinal, bool hasOwnCalibration, string? attack) =>
    [
        .. session.Rows(
            """
            SELECT n.text, mine.value, mine.reason, COUNT(s.value), coalesce(SUM(s.value < mine.value), 0)
            FROM scores mine JOIN names n ON n.id = mine.attack
                LEFT JOIN run_documents r ON r.run = mine.run AND r.ordinal <> mine.ordinal
                    AND CASE WHEN ?4 THEN r.calibrates ELSE r.label = 'nonmember' END
                LEFT JOIN scores s ON s.run = r.run AND s.ordinal = r.ordinal AND s.attack = mine.attack
            WHERE mine.run = ?1 AND mine.ordinal = ?2 AND (?3 IS NULL OR n.text = ?3) GROUP BY mine.attack
            """,
            row => new PlacedScore(row.Text(0), ReadScore(row, 1), row.Small(4), row.Small(3)),
            run,
            ordinal,
            attack,
            hasOwnCalibration)
        .OrderBy(score => score.Attack, StringComparer.Ordinal),
    ];

    public RunAdvance FindAdvance(long run) => new(
        session.Integer("SELECT COUNT(*) FROM run_documents WHERE run = ?1", run),
        session.Integer("SELECT COUNT(DISTINCT ordinal) FROM failures WHERE run = ?1", run),
        session.Integer("SELECT COUNT(*) FROM attempt_uses WHERE run = ?1", run),
        session.Rows(
            """
            SELECT n.text, COUNT(DISTINCT l.ordinal) FROM
                (SELECT ordinal, request FROM run_evidence WHERE run = ?1 UNION ALL SELECT ordinal, request FROM windows WHERE run = ?1) l
            JOIN names n ON n.id = l.request GROUP BY l.request ORDER BY n.text
            """,
            row => (row.Text(0), row.Integer(1)),
            run));

    private static string Order(DocumentQuery query)
    {
        var direction = query.IsDescending ? " DESC" : "";
        return query.Order switch
        {
            DocumentOrder.Score => $"s.value{direction} NULLS LAST, r.ordinal",
            DocumentOrder.Id => $"r.id{direction}, r.ordinal",
            DocumentOrder.Length => $"d.byte_length{direction}, r.ordinal",
            _ => $"r.ordinal{direction}",
        };
    }

    private static ListedDocument ReadListed(SqliteDataReader row) => new(
        DocumentTable.ReadDocument(row),
        row.IsDBNull(11) && row.IsDBNull(12) ? null : ReadScore(row, 11));

    private static AttackScore ReadScore(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? AttackScore.NotApplicable(row.Text(column + 1)) : AttackScore.Of(row.Real(column));
}
