using LlmMiaProbe.Storage.Sqlite;
using LlmMiaProbe.Storage.Tables;

namespace LlmMiaProbe.Storage.Maintenance;

/// <summary>
/// Takes texts, prompts, produced texts and token ids out of a store for good: rows are emptied, free pages are written anew and the log is
/// cut. Hashes, links, scores and evaluations stay, so that it can still be said what was scored and with what outcome.
/// </summary>
internal sealed class StorePurge(StoreSession session, RunSeals seals)
{
    // A document is purged under all names and in all runs in which the same text occurs.
    private const string Documents = "(SELECT document FROM run_documents WHERE ?1 IS NULL OR id = ?1)";

    private const string Attempts =
        "(SELECT a.id FROM attempts a WHERE ?1 IS NULL OR a.prompt IN (SELECT b.prompt FROM attempts b JOIN attempt_uses u ON u.attempt = b.id "
        + $"WHERE u.document IN (SELECT hash FROM documents WHERE id IN {Documents})))";

    private const string Evidence =
        "(SELECT l.evidence FROM run_evidence l JOIN run_documents r ON r.run = l.run AND r.ordinal = l.ordinal "
        + $"WHERE r.document IN {Documents} UNION SELECT w.evidence FROM windows w JOIN run_documents r ON r.run = w.run AND r.ordinal = w.ordinal "
        + $"WHERE r.document IN {Documents})";

    private static readonly string[] s_guards = ["prompts_stay_as_they_are", "attempts_stay_as_they_are"];

    /// <param name="document">Its id; null for all texts.</param>
    /// <param name="toolVersion">Version of this program.</param>
    /// <param name="made">Now.</param>
    /// <exception cref="ConfigurationException">There is no such document.</exception>
    public PurgeResult Run(string? document, string toolVersion, DateTimeOffset made)
    {
        // Else SQLite leaves what was deleted in free space of the file.
        session.Execute("PRAGMA secure_delete = ON");
        session.Define<string, string>("without_quotes", WithoutText.Message);
        session.Define<string, string>("without_text", WithoutText.Evaluation);
        session.Define<string, string>("without_sentence", WithoutText.Settings);
        var result = new PurgeResult(0, 0, 0, 0, []);
        session.Write(() => result = Empty(document, toolVersion, made));
        session.Vacuum();
        return result;
    }

    private PurgeResult Empty(string? document, string toolVersion, DateTimeOffset made)
    {
        var documents = session.Integer($"SELECT COUNT(*) FROM documents WHERE id IN {Documents}", document);
        if (document is not null && documents == 0)
        {
            throw new ConfigurationException(
                $"--document: no run in {session.Location} has a document '{document}'; `mia-probe runs export RUN` lists the ids of a run's documents.");
        }

        var runs = session.Rows(
            $"SELECT DISTINCT run FROM run_documents WHERE document IN {Documents} UNION SELECT run FROM attempt_uses WHERE attempt IN {Attempts} ORDER BY 1",
            row => row.Integer(0),
            document);
        var whole = (document is null ? session.Rows("SELECT run FROM run_seals ORDER BY run", row => row.Integer(0)) : runs).Where(seals.Fits).ToList();
        var guards = s_guards.Select(name => session.Text("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?1", name) ?? "").ToList();
        foreach (var name in s_guards)
        {
            session.Execute($"DROP TRIGGER {name}");
        }

        // In this order: what is emptied first no longer says which prompts belong to it.
        var evidence = session.Execute(
            $"UPDATE evidence SET payload = x'', purged = key, key = randomblob(32) WHERE purged IS NULL AND (?1 IS NULL OR id IN {Evidence})", document);
        session.Execute(
            "UPDATE prompts SET tokens = x'', text = '', digest = randomblob(32) "
            + $"WHERE ?1 IS NULL OR id IN (SELECT prompt FROM attempts WHERE id IN {Attempts})",
            document);
        var attempts = session.Execute(
            $"""
            UPDATE attempts SET output_tokens = x'', output_text = '', detail = NULL, purged = 1,
                failure = CASE WHEN failure IS NULL THEN NULL ELSE '{AttemptTable.Purged}' END
            WHERE purged = 0 AND id IN {Attempts}
            """,
            document);
        foreach (var guard in guards)
        {
            session.Execute(guard);
        }

        session.Execute(
            "UPDATE failures SET reason = without_quotes(reason) WHERE EXISTS (SELECT 1 FROM run_documents r WHERE r.run = failures.run "
            + $"AND r.ordinal = failures.ordinal AND r.document IN {Documents})",
            document);
        // Which of these belong to a document nothing says.
        session.Execute("UPDATE evidence_failures SET reason = without_quotes(reason)");
        session.Execute($"UPDATE run_documents SET fields = NULL WHERE document IN {Documents}", document);
        var texts = session.Execute($"UPDATE documents SET text = NULL WHERE text IS NOT NULL AND (?1 IS NULL OR id IN {Documents})", document);
        if (document is null)
        {
            session.Execute("UPDATE defects SET reason = without_quotes(reason)");
            session.Execute("UPDATE runs SET settings = without_sentence(settings)");
        }

        foreach (var run in runs)
        {
            session.Execute("UPDATE evaluations SET json = without_text(json) WHERE run = ?1", run);
        }

        session.Execute(
            "INSERT INTO purges (made, tool_version, document, texts, evidence, attempts) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            TimeText.Write(made), toolVersion, document, texts, evidence, attempts);

        // What was taken out changed what the seals cover; the purge is on record instead. A run that was altered before stays so.
        whole.ForEach(seals.Seal);

        return new PurgeResult(documents, texts, evidence, attempts, runs);
    }
}
