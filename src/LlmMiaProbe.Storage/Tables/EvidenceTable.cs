using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>Evidence by content, and which documents of which runs it answers for.</summary>
internal sealed class EvidenceTable(StoreSession session, DocumentTable documents, InternedTexts fingerprints, InternedTexts names)
{
    // Some megabytes at most: 64 documents of 2,048 tokens under two models.
    private const int PageLength = 64;

    /// <summary>The columns of an <see cref="EvidenceRow"/>.</summary>
    public const string RowColumns = "coalesce(e.purged, e.key), m.fingerprint, e.payload, e.no_answer, e.binding, e.purged IS NOT NULL, "
        + "(SELECT text FROM names WHERE id = e.policy)";

    public bool Has(EvidenceKey key) => session.Scalar("SELECT 1 FROM evidence WHERE key = ?1", Digest.ToBytes(key.Hex)) is not null;

    public void Add(EvidenceKey key, ModelFingerprint model, string policy, TokenScores scores) => Add(key, model, policy, scores, null);

    public void AddNoAnswer(EvidenceKey key, ModelFingerprint model, string policy, string reason) =>
        Add(key, model, policy, TokenScores.OfLogProbs([], [], null), reason);

    public void AddFailed(EvidenceKey key, FailedEvidence failure) => session.Write(() => PutFailed(key, failure));

    /// <summary>Within a transaction: keeps a failure where there is no answer.</summary>
    public void PutFailed(EvidenceKey key, FailedEvidence failure) => session.Execute(
        """
        INSERT OR REPLACE INTO evidence_failures (key, model, policy, reason, made)
        SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE key = ?1)
        """,
        Digest.ToBytes(key.Hex),
        fingerprints.NumberOf(failure.Model.Value),
        names.NumberOf(failure.Policy),
        failure.Reason,
        TimeText.Write(failure.Made));

    public FailedEvidence? FindFailed(EvidenceKey key) => session.Rows(
        """
        SELECT m.fingerprint, n.text, f.reason, f.made FROM evidence_failures f JOIN models m ON m.id = f.model JOIN names n ON n.id = f.policy
        WHERE f.key = ?1
        """,
        row => new FailedEvidence(new ModelFingerprint(row.Text(0)), row.Text(1), row.Text(2), TimeText.Read(row.Text(3))),
        Digest.ToBytes(key.Hex)).SingleOrDefault();

    public IReadOnlyList<EvidencePolicy> ReadPolicies(ModelFingerprint model) => session.Rows(
        """
        SELECT (SELECT text FROM names WHERE id = e.policy), COUNT(*) FROM evidence e
        WHERE e.model = (SELECT id FROM models WHERE fingerprint = ?1) AND e.purged IS NULL GROUP BY e.policy ORDER BY 2 DESC, 1
        """,
        row => new EvidencePolicy(row.IsDBNull(0) ? null : row.Text(0), row.Integer(1)),
        model.Value);

    public string? FindNoAnswer(EvidenceKey key) => Read(key) is { NoAnswer: { } reason } ? reason : null;

    public TokenScores? Find(EvidenceKey key) => Read(key) is { NoAnswer: null } row ? Decode(row) : null;

    /// <exception cref="ArgumentException">A key is not in the store.</exception>
    public void Link(long run, IReadOnlyList<(long Ordinal, string Request, EvidenceKey Key)> links) => session.Write(() =>
    {
        foreach (var (ordinal, request, key) in links)
        {
            var linked = session.Execute(
                "INSERT OR REPLACE INTO run_evidence (run, ordinal, request, evidence) SELECT ?1, ?2, ?3, id FROM evidence WHERE key = ?4",
                run,
                ordinal,
                names.NumberOf(request),
                Digest.ToBytes(key.Hex));
            if (linked == 0)
            {
                throw new ArgumentException($"Document {ordinal} cannot be linked to evidence {key}: it is not in the store.", nameof(links));
            }

            // A resumed run may succeed where it failed before.
            session.Execute("DELETE FROM failures WHERE run = ?1 AND ordinal = ?2 AND request = ?3", run, ordinal, request);
        }
    });

    public IEnumerable<(RunDocument Document, IReadOnlyDictionary<string, TokenScores> Evidence)> Read(long run)
    {
        var last = -1L;
        for (var page = documents.ReadPage(run, last, PageLength); page.Count > 0; page = documents.ReadPage(run, last, PageLength))
        {
            last = page[^1].Ordinal;
            var links = ReadLinks(run, page[0].Ordinal, last);
            foreach (var document in page)
            {
                yield return (document, links[document.Ordinal].Where(link => !link.Row.IsPurged).ToDictionary(
                    link => link.Request, link => Decode(link.Row), StringComparer.Ordinal));
            }
        }
    }

    public long CountPurged(long run) => session.Integer(
        """
        SELECT (SELECT COUNT(*) FROM run_evidence l JOIN evidence e ON e.id = l.evidence WHERE l.run = ?1 AND e.purged IS NOT NULL)
            + (SELECT COUNT(*) FROM windows w JOIN evidence e ON e.id = w.evidence WHERE w.run = ?1 AND e.purged IS NOT NULL)
            + (SELECT COUNT(*) FROM attempt_uses u JOIN attempts a ON a.id = u.attempt WHERE u.run = ?1 AND a.purged <> 0)
        """,
        run);

    public void AddFailure(long run, DocumentFailure failure) => session.Execute(
        "INSERT OR REPLACE INTO failures (run, ordinal, request, document, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
        run,
        failure.Ordinal,
        failure.Request,
        failure.Document,
        failure.Reason);

    public IReadOnlyList<DocumentFailure> ReadFailures(long run) => session.Rows(
        "SELECT ordinal, document, request, reason FROM failures WHERE run = ?1 ORDER BY ordinal, request",
        row => new DocumentFailure(row.Integer(0), row.Text(1), row.Text(2), row.Text(3)),
        run);

    private void Add(EvidenceKey key, ModelFingerprint model, string policy, TokenScores scores, string? noAnswer)
    {
        var payload = TokenScoresCodec.Encode(scores);
        var id = Digest.ToBytes(key.Hex);
        session.Write(() =>
        {
            session.Execute(
                """
                INSERT INTO evidence (key, model, tokens, payload, no_answer, binding, policy) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                ON CONFLICT (key) DO NOTHING
                """,
                id,
                fingerprints.NumberOf(model.Value),
                scores.Count,
                payload,
                noAnswer,
                Bindings.OfEvidence(id, model.Value, payload, noAnswer, policy),
                names.NumberOf(policy));
            session.Execute("DELETE FROM evidence_failures WHERE key = ?1", id);
        });
    }

    public EvidenceRow? Read(EvidenceKey key) => session.Rows(
        $"SELECT {RowColumns} FROM evidence e JOIN models m ON m.id = e.model WHERE e.key = ?1",
        row => EvidenceRow.Read(row, 0),
        Digest.ToBytes(key.Hex)).SingleOrDefault();

    private ILookup<long, (long Ordinal, string Request, EvidenceRow Row)> ReadLinks(long run, long first, long last) => session.Rows(
        $"""
        SELECT l.ordinal, n.text, {RowColumns}
        FROM run_evidence l JOIN names n ON n.id = l.request JOIN evidence e ON e.id = l.evidence JOIN models m ON m.id = e.model
        WHERE l.run = ?1 AND l.ordinal BETWEEN ?2 AND ?3
        """,
        row => (Ordinal: row.Integer(0), Request: row.Text(1), Row: EvidenceRow.Read(row, 2)),
        run,
        first,
        last).ToLookup(link => link.Ordinal);

    /// <exception cref="PrerequisiteException">The payload is damaged, or another one than was kept.</exception>
    public TokenScores Decode(EvidenceRow row)
    {
        try
        {
            var scores = TokenScoresCodec.Decode(row.Payload);
            row.RequireBinding();
            return scores;
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException)
        {
            throw new PrerequisiteException(
                $"evidence {row.Key} in the store {session.Location} cannot be used ({error.Message}): "
                + "restore the store from a copy, or score again into a new one with --store",
                error);
        }
    }
}
