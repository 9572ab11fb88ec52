using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>Documents, the texts that are kept, and the defects of corpora.</summary>
internal sealed class DocumentTable(StoreSession session)
{
    /// <summary>What <see cref="ReadDocument"/> reads, of <c>run_documents r</c> and <c>documents d</c>.</summary>
    public const string Columns =
        "r.ordinal, r.id, r.label, r.resampling_group, r.fields, d.hash, d.byte_length, d.zlib_length, r.calibrates, d.binding, d.mask";

    private const int PageLength = 512;

    public void Add(long run, IReadOnlyList<(RunDocument Document, string? Text)> documents) => session.Write(() =>
    {
        foreach (var (document, text) in documents)
        {
            session.Execute(
                "INSERT INTO run_documents (run, ordinal, id, label, resampling_group, fields, document, calibrates) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                run,
                document.Ordinal,
                document.Id,
                document.Label.ToText(),
                document.Group,
                document.Fields,
                NumberOf(document.Facts, text),
                document.Calibrates);
        }
    });

    public IEnumerable<RunDocument> Read(long run)
    {
        var last = -1L;
        for (var page = ReadPage(run, last, PageLength); page.Count > 0; page = ReadPage(run, last, PageLength))
        {
            foreach (var document in page)
            {
                yield return document;
            }

            last = page[^1].Ordinal;
        }
    }

    /// <summary>The next documents after an ordinal, at most so many.</summary>
    public IReadOnlyList<RunDocument> ReadPage(long run, long after, int length) => session.Rows(
        $"""
        SELECT {Columns}
        FROM run_documents r JOIN documents d ON d.id = r.document
        WHERE r.run = ?1 AND r.ordinal > ?2 ORDER BY r.ordinal LIMIT ?3
        """,
        ReadDocument,
        run,
        after,
        length);

    public void AddFacts(DocumentFacts facts) => session.Execute(
        "UPDATE documents SET zlib_length = ?2, binding = ?3 WHERE hash = ?1 AND zlib_length IS NULL",
        Digest.ToBytes(facts.Hash.Hex),
        facts.ZlibLength,
        BindingOf(facts));

    // As bytes, here and where it is written: a long text would end at its first zero character.
    /// <exception cref="PrerequisiteException">There is another text.</exception>
    public string? FindText(ContentHash hash)
    {
        var key = Digest.ToBytes(hash.Hex);
        if (session.Bytes("SELECT CAST(text AS BLOB) FROM documents WHERE hash = ?1", key) is not { } bytes)
        {
            return null;
        }

        if (session.Text("SELECT mask FROM documents WHERE hash = ?1", key) is not { } mask)
        {
            return Convert.ToHexStringLower(SHA256.HashData(bytes)) == hash.Hex ? Encoding.UTF8.GetString(bytes) : throw Other(hash);
        }

        var text = Encoding.UTF8.GetString(bytes);
        return ContentHash.Of(text, mask) == hash && RenderedText.Parse(text, mask) is not null ? text : throw Other(hash);
    }

    public void AddDefects(long run, IReadOnlyList<CorpusDefect> defects) => session.Write(() =>
    {
        foreach (var defect in defects)
        {
            session.Execute(
                "INSERT INTO defects (run, position, file, line, reason, left_out) SELECT ?1, COALESCE(MAX(position) + 1, 0), ?2, ?3, ?4, "
                + "?5 FROM defects WHERE run = ?1",
                run,
                defect.File,
                defect.Line,
                defect.Reason,
                defect.IsLeftOut);
        }
    });

    public IReadOnlyList<CorpusDefect> ReadDefects(long run) => session.Rows(
        "SELECT file, line, reason, left_out FROM defects WHERE run = ?1 ORDER BY position",
        row => new CorpusDefect(row.Text(0), row.Integer(1), row.Text(2)) { IsLeftOut = row.Flag(3) },
        run);

    /// <summary>Forgets all that hangs on a run's documents, children first.</summary>
    public void Reset(long run) => session.Write(() => Forget(run));

    /// <summary>Within a transaction: removes a run's documents and all that refers to them.</summary>
    public void Forget(long run)
    {
        session.Execute("DELETE FROM scores WHERE run = ?1", run);
        session.Execute("DELETE FROM failures WHERE run = ?1", run);
        session.Execute("DELETE FROM run_evidence WHERE run = ?1", run);
        session.Execute("DELETE FROM run_shadows WHERE run = ?1", run);
        session.Execute("DELETE FROM windows WHERE run = ?1", run);
        session.Execute("DELETE FROM defects WHERE run = ?1", run);
        session.Execute("DELETE FROM run_documents WHERE run = ?1", run);
    }

    /// <summary>Within a transaction: gives one run all that refers to another's documents, but for scores.</summary>
    public void Copy(long from, long to)
    {
        session.Execute(
            "INSERT INTO run_documents (run, ordinal, id, label, resampling_group, fields, document, calibrates) SELECT ?2, ordinal, id, label, "
            + "resampling_group, fields, document, calibrates FROM run_documents WHERE run = ?1", from, to);
        session.Execute(
            "INSERT INTO defects (run, position, file, line, reason, left_out) SELECT ?2, position, file, line, reason, left_out FROM defects WHERE run = ?1",
            from,
            to);
        session.Execute(
            "INSERT INTO run_evidence (run, ordinal, request, evidence) SELECT ?2, ordinal, request, evidence FROM run_evidence WHERE run = ?1", from, to);
        session.Execute(
            "INSERT INTO run_shadows (run, ordinal, shadow, trained, mean_log_prob) SELECT ?2, ordinal, shadow, trained, "
            + "mean_log_prob FROM run_shadows WHERE run = ?1",
            from,
            to);
        session.Execute(
            "INSERT INTO windows (run, ordinal, start, request, suffix_start, suffix_end, evidence) SELECT ?2, ordinal, start, request, suffix_start, "
            + "suffix_end, evidence FROM windows WHERE run = ?1", from, to);
        session.Execute(
            "INSERT INTO failures (run, ordinal, request, document, reason) SELECT ?2, ordinal, request, document, reason FROM failures WHERE run = ?1",
            from,
            to);
    }

    private long NumberOf(DocumentFacts facts, string? text)
    {
        var hash = Digest.ToBytes(facts.Hash.Hex);
        session.Execute(
            """
            INSERT INTO documents (hash, byte_length, zlib_length, text, binding, mask) VALUES (?1, ?2, ?3, CAST(?4 AS TEXT), ?5, ?6)
            ON CONFLICT (hash) DO UPDATE SET text = COALESCE(text, excluded.text), zlib_length = COALESCE(zlib_length, excluded.zlib_length),
                binding = CASE WHEN zlib_length IS NULL THEN excluded.binding ELSE binding END
            WHERE (text IS NULL AND excluded.text IS NOT NULL) OR (zlib_length IS NULL AND excluded.zlib_length IS NOT NULL)
            """,
            hash,
            facts.ByteLength,
            facts.ZlibLength,
            text is null ? null : Encoding.UTF8.GetBytes(text),
            BindingOf(facts),
            facts.Mask);
        return session.Integer("SELECT id FROM documents WHERE hash = ?1", hash);
    }

    public static RunDocument ReadDocument(SqliteDataReader row) => new(
        row.Integer(0),
        row.Text(1),
        MembershipText.TryParse(row.Text(2), out var label) ? label : throw new InvalidDataException("a document has a label that does not exist"),
        row.IsDBNull(3) ? null : row.Text(3),
        row.IsDBNull(4) ? null : row.Text(4),
        ReadFacts(row),
        row.Flag(8));

    private static DocumentFacts ReadFacts(SqliteDataReader row)
    {
        var facts = new DocumentFacts(new ContentHash(Digest.ToHex(row.Bytes(5))), row.Small(6), row.IsDBNull(7) ? null : row.Small(7))
        {
            Mask = row.IsDBNull(10) ? null : row.Text(10),
        };
        return row.Bytes(9).AsSpan().SequenceEqual(BindingOf(facts))
            ? facts
            : throw new InvalidDataException($"the lengths of document '{row.Text(1)}' are not those that were kept");
    }

    private PrerequisiteException Other(ContentHash hash) =>
        StoreErrors.Damaged(session.Location, $"the text of the document with SHA-256 {hash.Hex} is not the one that was kept");

    private static byte[] BindingOf(DocumentFacts facts) => Bindings.OfFacts(Digest.ToBytes(facts.Hash.Hex), facts.ByteLength, facts.ZlibLength, facts.Mask);
}
