using LlmMiaProbe.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>
/// The seal of each finished run: SHA-256 of all that it was computed from (settings, models, documents with labels, links to evidence, failures,
/// attempts), of its scores, of its evaluation, and of the three together. See <see cref="Payloads.Bindings"/> for what that can show.
/// </summary>
internal sealed class RunSeals(StoreSession session)
{
    // In this order, and with these columns, as long as there are stores of this version. Numbers of rows are not part of it, so that a
    // merge may give new ones.
    private static readonly string[] s_content =
    [
        "SELECT started, tool_version, settings, documents, scored, failed, cached, tokens_decoded FROM runs WHERE id = ?1",
        """
        SELECT r.role, m.fingerprint, r.name, r.architecture, r.quantization, r.tokenizer, r.vocabulary_size, r.context_length, r.parameter_count,
            r.file_size, r.adds_bos, r.policy
        FROM run_models r JOIN models m ON m.id = r.model WHERE r.run = ?1 ORDER BY r.role
        """,
        """
        SELECT r.ordinal, r.id, r.label, r.resampling_group, r.fields, r.calibrates, d.hash
        FROM run_documents r JOIN documents d ON d.id = r.document WHERE r.run = ?1 ORDER BY r.ordinal
        """,
        "SELECT position, file, line, reason, left_out FROM defects WHERE run = ?1 ORDER BY position",
        """
        SELECT l.ordinal, n.text, coalesce(e.purged, e.key), e.binding
        FROM run_evidence l JOIN names n ON n.id = l.request JOIN evidence e ON e.id = l.evidence WHERE l.run = ?1 ORDER BY l.ordinal, n.text
        """,
        """
        SELECT w.ordinal, w.start, n.text, w.suffix_start, w.suffix_end, coalesce(e.purged, e.key), e.binding
        FROM windows w JOIN names n ON n.id = w.request JOIN evidence e ON e.id = w.evidence WHERE w.run = ?1 ORDER BY w.ordinal, w.start, n.text
        """,
        "SELECT ordinal, shadow, trained, mean_log_prob FROM run_shadows WHERE run = ?1 ORDER BY ordinal, shadow",
        "SELECT ordinal, request, document, reason FROM failures WHERE run = ?1 ORDER BY ordinal, request",
        """
        SELECT l.digest, a.id IS NOT NULL, m.id IS NOT NULL, n.id IS NOT NULL, p.id IS NOT NULL
        FROM attempt_uses u LEFT JOIN attempt_links l ON l.used = u.id LEFT JOIN attempts a ON a.id = u.attempt LEFT JOIN models m ON m.id = a.model
            LEFT JOIN names n ON n.id = a.policy LEFT JOIN prompts p ON p.id = a.prompt
        WHERE u.run = ?1 ORDER BY u.id
        """,
    ];

    // What later versions keep beside it. Where there is nothing of it a run has the seal that it had before.
    private static readonly (string Name, string Query)[] s_more =
    [
        ("adapters", "SELECT role, adapters FROM run_models WHERE run = ?1 AND adapters IS NOT NULL ORDER BY role"),
        ("masks",
            """
            SELECT r.ordinal, d.mask FROM run_documents r JOIN documents d ON d.id = r.document
            WHERE r.run = ?1 AND d.mask IS NOT NULL ORDER BY r.ordinal
            """),
    ];

    private static readonly string[] s_scores =
    [
        "SELECT s.ordinal, n.text, s.value, s.reason FROM scores s JOIN names n ON n.id = s.attack WHERE s.run = ?1 ORDER BY s.ordinal, n.text",
    ];

    private static readonly string[] s_evaluation = ["SELECT json FROM evaluations WHERE run = ?1"];

    private readonly HashSet<long> _whole = [];
    private readonly HashSet<long> _judged = [];

    /// <summary>Within a transaction: seals a run as it stands.</summary>
    public void Seal(long run) => Seal(run, HashContent);

    private void Seal(long run, Func<long, byte[]> hashContent)
    {
        if (session.Text("SELECT status FROM runs WHERE id = ?1", run) != RunTable.Finished)
        {
            // Deleted meanwhile by somebody.
            return;
        }

        Keep(run, new SealRow(hashContent(run), Hash("run scores/1", run, s_scores), HashEvaluation(run), []));
    }

    /// <summary>Within a transaction: seals all finished runs that an earlier version made.</summary>
    public void SealAll()
    {
        foreach (var run in session.Rows($"SELECT id FROM runs WHERE status = '{RunTable.Finished}' ORDER BY id", row => row.Integer(0)))
        {
            // The columns of later versions are not there yet.
            Seal(run, number => Hash("run content/1", number, s_content));
        }
    }

    /// <summary>Within a transaction: seals the scores of a sealed run anew, which this program has just written, and nothing else of it.</summary>
    public void RenewScores(long run) => Renew(run, seal => seal with { Scores = Hash("run scores/1", run, s_scores) });

    /// <summary>As <see cref="RenewScores"/>, of its evaluation.</summary>
    public void RenewEvaluation(long run) => Renew(run, seal => seal with { Evaluation = HashEvaluation(run) });

    /// <summary>Within a transaction: takes the seal away from a run that is written again.</summary>
    public void Break(long run)
    {
        session.Execute("DELETE FROM run_seals WHERE run = ?1", run);
        Forget(run);
    }

    /// <summary>Holds a finished run against its seal, once in a session. A run that did not finish has none.</summary>
    /// <exception cref="PrerequisiteException">Something is not as it was when the run ended.</exception>
    public void Require(long run)
    {
        if (!_whole.Contains(run))
        {
            RequireWhole(run);
            _whole.Add(run);
        }
    }

    /// <summary>As <see cref="Require"/>, of the evaluation alone, without reading all documents.</summary>
    public void RequireEvaluation(long run)
    {
        if (!_whole.Contains(run) && !_judged.Contains(run))
        {
            if (Find(run) is { } seal)
            {
                RequireFits(run, "evaluation", seal.Evaluation, HashEvaluation(run));
                RequireTogether(run, seal);
            }

            _judged.Add(run);
        }
    }

    /// <summary>Whether a run is as it was when it ended, or did not end.</summary>
    public bool Fits(long run) => Problem(run) is null;

    /// <summary>Why <see cref="Fits"/> does not hold, for people; null if it does.</summary>
    public string? Problem(long run)
    {
        try
        {
            RequireWhole(run);
            return null;
        }
        catch (PrerequisiteException error)
        {
            return error.Message;
        }
    }

    private void RequireWhole(long run)
    {
        if (Find(run) is not { } seal)
        {
            return;
        }

        RequireFits(
            run, "settings, models, documents, labels, links to evidence or attempts", seal.Content, HashContent(run));
        RequireFits(run, "scores", seal.Scores, Hash("run scores/1", run, s_scores));
        RequireFits(run, "evaluation", seal.Evaluation, HashEvaluation(run));
        RequireTogether(run, seal);
    }

    private SealRow? Find(long run)
    {
        if (session.Rows(
            "SELECT content, scores, evaluation, seal FROM run_seals WHERE run = ?1",
            row => new SealRow(row.Bytes(0), row.Bytes(1), row.Bytes(2), row.Bytes(3)),
            run) is [var seal])
        {
            return seal;
        }

        return session.Text("SELECT status FROM runs WHERE id = ?1", run) == RunTable.Finished
            ? throw StoreErrors.Damaged(session.Location, $"run {run} is finished and has no seal")
            : null;
    }

    private void Renew(long run, Func<SealRow, SealRow> renew)
    {
        if (session.Scalar("SELECT 1 FROM run_seals WHERE run = ?1", run) is not null && Find(run) is { } seal)
        {
            Keep(run, renew(seal));
        }
    }

    private void Keep(long run, SealRow seal)
    {
        session.Execute(
            "INSERT OR REPLACE INTO run_seals (run, content, scores, evaluation, seal) VALUES (?1, ?2, ?3, ?4, ?5)",
            run, seal.Content, seal.Scores, seal.Evaluation, Together(seal.Content, seal.Scores, seal.Evaluation));
        Forget(run);
    }

    private void RequireTogether(long run, SealRow seal) => RequireFits(run, "seal", seal.Seal, Together(seal.Content, seal.Scores, seal.Evaluation));

    private void RequireFits(long run, string what, byte[] kept, byte[] found)
    {
        if (!kept.AsSpan().SequenceEqual(found))
        {
            throw StoreErrors.Altered(session.Location, $"{what} of run {run} not as when it ended");
        }
    }

    private void Forget(long run)
    {
        _whole.Remove(run);
        _judged.Remove(run);
    }

    private static byte[] Together(byte[] content, byte[] scores, byte[] evaluation)
    {
        using var hash = new FramedHash("run seal/1");
        return hash.Add(content).Add(scores).Add(evaluation).Finish();
    }

    private byte[] HashEvaluation(long run) => Hash("run evaluation/1", run, s_evaluation);

    private byte[] HashContent(long run)
    {
        using var hash = new FramedHash("run content/1");
        AddAll(hash, run, s_content);
        foreach (var (name, query) in s_more.Where(more => session.Rows(more.Query, _ => true, run).Count > 0))
        {
            AddAll(hash.Add(name), run, [query]);
        }

        return hash.Finish();
    }

    private byte[] Hash(string purpose, long run, string[] queries)
    {
        using var hash = new FramedHash(purpose);
        AddAll(hash, run, queries);
        return hash.Finish();
    }

    private void AddAll(FramedHash hash, long run, string[] queries)
    {
        foreach (var query in queries)
        {
            var rows = 0L;
            session.Each(
                query,
                row =>
                {
                    rows++;
                    AddRow(hash, row);
                },
                run);
            hash.Add(rows);
        }
    }

    private static void AddRow(FramedHash hash, SqliteDataReader row)
    {
        for (var column = 0; column < row.FieldCount; column++)
        {
            _ = row.GetValue(column) switch
            {
                long number => hash.Add(number),
                double number => hash.AddReal(number),
                string text => hash.Add(text),
                byte[] bytes => hash.Add(bytes),
                _ => hash.Add((string?)null),
            };
        }
    }

    private sealed record SealRow(byte[] Content, byte[] Scores, byte[] Evaluation, byte[] Seal);
}
