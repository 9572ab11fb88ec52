using System.Globalization;
using System.Text.Json;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>Runs, their models and their evaluations.</summary>
internal sealed class RunTable(StoreSession session, InternedTexts fingerprints)
{
    public const string Finished = "finished";

    private const string Deleted = "deleted";

    private const string Columns = "id, started, status, tool_version, settings, documents, scored, failed, cached, tokens_decoded, "
        + "(SELECT COUNT(*) FROM defects WHERE run = runs.id AND left_out = 0), (SELECT COUNT(*) FROM defects WHERE run = runs.id AND left_out = "
        + "1), parent, name, note, "
        + "requests, retries, rate_limited, failed_requests, prompt_tokens, completion_tokens";

    public long Begin(RunSettings settings, string toolVersion, DateTimeOffset started)
    {
        var run = 0L;
        session.Write(() =>
        {
            session.Execute(
                "INSERT INTO runs (started, status, tool_version, settings) VALUES (?1, ?2, ?3, ?4)",
                TimeText.Write(started),
                StatusText(RunStatus.Running),
                toolVersion,
                SettingsJson.Write(settings));
            run = session.Integer("SELECT last_insert_rowid()");
        });
        return run;
    }

    public RunRecord? Find(long run) => session.Rows($"SELECT {Columns} FROM runs WHERE id = ?1 AND status <> '{Deleted}'", ReadRun, run).SingleOrDefault();

    public IReadOnlyList<RunRecord> List() => session.Rows($"SELECT {Columns} FROM runs WHERE status <> '{Deleted}' ORDER BY id", ReadRun);

    /// <summary>The latest first.</summary>
    public RunPage FindPage(RunQuery query)
    {
        const string Wanted = $"""
            FROM runs WHERE status <> '{Deleted}'
                AND (?2 IS NULL OR CASE WHEN json_valid(settings) THEN json_extract(settings, '$.task.kind') END = ?2)
                AND (?1 IS NULL OR CAST(id AS TEXT) = ?1 OR instr(lower(coalesce(name, '')), lower(?1)) > 0 OR instr(lower(coalesce(note, '')), lower(?1)) > 0
                    OR instr(lower(CASE WHEN json_valid(settings) THEN coalesce(json_extract(settings, '$.corpora'), '') ELSE '' END), lower(?1)) > 0
                    OR EXISTS (SELECT 1 FROM run_models m WHERE m.run = runs.id AND instr(lower(m.name), lower(?1)) > 0))
            """;
        return new RunPage(
            session.Integer($"SELECT COUNT(*) {Wanted}", query.Text, query.Kind),
            session.Rows($"SELECT {Columns} {Wanted} ORDER BY id DESC LIMIT ?3 OFFSET ?4", ReadRun, query.Text, query.Kind, query.Length, query.Offset));
    }

    public long? FindNamed(string name) =>
        session.Scalar($"SELECT id FROM runs WHERE name = ?1 AND status <> '{Deleted}'", name) is { } found
            ? Convert.ToInt64(found, CultureInfo.InvariantCulture)
            : null;

    public void SetName(long run, string? name) => session.Execute($"UPDATE runs SET name = ?2 WHERE id = ?1 AND status <> '{Deleted}'", run, name);

    public void SetNote(long run, string? note) => session.Execute($"UPDATE runs SET note = ?2 WHERE id = ?1 AND status <> '{Deleted}'", run, note);

    public void SetRecognised(long run, IReadOnlyList<string> notes)
    {
        if (Find(run) is { Status: not RunStatus.Finished, Settings: var settings })
        {
            session.Execute("UPDATE runs SET settings = ?2 WHERE id = ?1", run, SettingsJson.Write(settings with { Recognised = notes }));
        }
    }

    /// <param name="parent">Its number.</param>
    /// <param name="settings">Of the new run.</param>
    /// <param name="toolVersion">Version of this program.</param>
    /// <param name="started">Now.</param>
    /// <param name="copyDocuments">Copies what refers to the documents of the first run to the second.</param>
    public long Copy(long parent, RunSettings settings, string toolVersion, DateTimeOffset started, Action<long, long> copyDocuments)
    {
        var run = 0L;
        session.Write(() =>
        {
            session.Execute(
                """
                INSERT INTO runs (started, status, tool_version, settings, documents, scored, failed, cached, tokens_decoded, parent,
                    requests, retries, rate_limited, failed_requests, prompt_tokens, completion_tokens)
                SELECT ?2, ?3, ?4, ?5, documents, scored, failed, scored, 0, id, requests, retries, rate_limited, failed_requests, prompt_tokens,
                    completion_tokens
                FROM runs WHERE id = ?1
                """,
                parent,
                TimeText.Write(started),
                StatusText(RunStatus.Running),
                toolVersion,
                SettingsJson.Write(settings));
            run = session.Integer("SELECT last_insert_rowid()");
            session.Execute(
                """
                INSERT INTO run_models
                    (run, role, model, name, architecture, quantization, tokenizer, vocabulary_size, context_length, parameter_count, file_size,
                    adds_bos, policy, adapters)
                SELECT ?2, role, model, name, architecture, quantization, tokenizer, vocabulary_size, context_length, parameter_count, file_size,
                    adds_bos, policy, adapters
                FROM run_models WHERE run = ?1 ORDER BY id
                """,
                parent,
                run);
            copyDocuments(parent, run);
        });
        return run;
    }

    /// <summary>The row stays, so that its number is not given again and the log of attempts keeps what it refers to.</summary>
    /// <param name="run">Its number.</param>
    /// <param name="forgetDocuments">Removes what refers to the run's documents.</param>
    public void Delete(long run, Action<long> forgetDocuments) => session.Write(() =>
    {
        forgetDocuments(run);
        session.Execute("DELETE FROM run_seals WHERE run = ?1", run);
        session.Execute("DELETE FROM evaluations WHERE run = ?1", run);
        session.Execute("DELETE FROM run_models WHERE run = ?1", run);
        session.Execute($"UPDATE runs SET status = '{Deleted}', settings = '{{}}', name = NULL, note = NULL WHERE id = ?1", run);
    });

    public void SetModel(long run, RunModel model) => session.Write(() =>
    {
        var described = model.Model;
        session.Execute(
            """
            INSERT INTO run_models
                (run, role, model, name, architecture, quantization, tokenizer, vocabulary_size, context_length, parameter_count, file_size,
                adds_bos, policy, adapters)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            ON CONFLICT (run, role) DO UPDATE SET
                model = excluded.model, name = excluded.name, architecture = excluded.architecture, quantization = excluded.quantization,
                tokenizer = excluded.tokenizer, vocabulary_size = excluded.vocabulary_size, context_length = excluded.context_length,
                parameter_count = excluded.parameter_count, file_size = excluded.file_size, adds_bos = excluded.adds_bos, policy = excluded.policy,
                adapters = excluded.adapters
            """,
            run,
            model.Role.Name,
            fingerprints.NumberOf(described.Fingerprint.Value),
            described.Name,
            described.Architecture,
            described.Quantization,
            described.Tokenizer,
            described.VocabularySize,
            described.ContextLength,
            described.ParameterCount,
            described.FileSize,
            described.AddsBos,
            model.Policy,
            AdapterJson.Write(described));
    });

    /// <summary>Within a transaction.</summary>
    /// <exception cref="ArgumentException">There is no such run.</exception>
    public void SetState(long run, RunStatus status, RunCounts counts)
    {
        var changed = session.Execute(
            $"UPDATE runs SET status = ?2, documents = ?3, scored = ?4, failed = ?5, cached = ?6, tokens_decoded = ?7 WHERE id = ?1 AND status <> '{Deleted}'",
            run,
            StatusText(status),
            counts.Documents,
            counts.Scored,
            counts.Failed,
            counts.Cached,
            counts.TokensDecoded);
        // A run that somebody deleted meanwhile stays deleted.
        if (changed == 0 && session.Scalar("SELECT id FROM runs WHERE id = ?1", run) is null)
        {
            throw new ArgumentException($"There is no run {run}.", nameof(run));
        }
    }

    public void AddUsage(long run, EndpointUsage usage) => session.Execute(
        """
        UPDATE runs SET requests = requests + ?2, retries = retries + ?3, rate_limited = rate_limited + ?4, failed_requests = failed_requests + ?5,
            prompt_tokens = prompt_tokens + ?6, completion_tokens = completion_tokens + ?7 WHERE id = ?1
        """,
        run,
        usage.Requests,
        usage.Retries,
        usage.RateLimited,
        usage.Failed,
        usage.PromptTokens,
        usage.CompletionTokens);

    /// <param name="run">Its number.</param>
    /// <param name="forgetDocuments">Removes what refers to the run's documents.</param>
    public void Drop(long run, Action<long> forgetDocuments) => session.Write(() =>
    {
        forgetDocuments(run);
        session.Execute("DELETE FROM run_seals WHERE run = ?1", run);
        session.Execute("DELETE FROM evaluations WHERE run = ?1", run);
        session.Execute("DELETE FROM run_models WHERE run = ?1", run);
        session.Execute("DELETE FROM runs WHERE id = ?1", run);
    });

    public void SetEvaluation(long run, string json) =>
        session.Execute("INSERT OR REPLACE INTO evaluations (run, json) VALUES (?1, ?2)", run, json);

    public string? FindEvaluation(long run) => session.Text("SELECT json FROM evaluations WHERE run = ?1", run);

    // Runs and their models are few; a query for the models of each is no cost.
    private RunRecord ReadRun(SqliteDataReader row) => new()
    {
        Id = row.Integer(0),
        Started = TimeText.Read(row.Text(1)),
        Status = Enum.Parse<RunStatus>(row.Text(2), ignoreCase: true),
        ToolVersion = row.Text(3),
        Settings = ReadSettings(row.Integer(0), row.Text(3), row.Text(4)),
        Counts = new RunCounts(row.Integer(5), row.Integer(6), row.Integer(7), row.Integer(8), row.Integer(9))
        {
            Unreadable = row.Integer(10), LeftOut = row.Integer(11),
        },
        Parent = row.IsDBNull(12) ? null : row.Integer(12),
        Name = row.IsDBNull(13) ? null : row.Text(13),
        Note = row.IsDBNull(14) ? null : row.Text(14),
        Usage = new EndpointUsage(row.Integer(15), row.Integer(16), row.Integer(17), row.Integer(18), row.Integer(19), row.Integer(20)),
        Models = session.Rows(
            """
            SELECT m.fingerprint, r.role, r.name, r.architecture, r.quantization, r.tokenizer, r.vocabulary_size, r.context_length, r.parameter_count,
                r.file_size, r.adds_bos, r.policy, r.adapters
            FROM run_models r JOIN models m ON m.id = r.model WHERE r.run = ?1 ORDER BY r.id
            """,
            ReadModel,
            row.Integer(0)),
    };

    private RunModel ReadModel(SqliteDataReader row) => new(
        new ModelRole(row.Text(1)),
        ReadAdapters(row.Text(1), row.IsDBNull(12) ? null : row.Text(12), new ModelDescription
        {
            Fingerprint = new ModelFingerprint(row.Text(0)),
            Name = row.Text(2),
            Architecture = row.Text(3),
            Quantization = row.Text(4),
            Tokenizer = row.Text(5),
            VocabularySize = row.Small(6),
            ContextLength = row.Small(7),
            ParameterCount = row.Integer(8),
            FileSize = row.Integer(9),
            AddsBos = row.Flag(10),
        }),
        row.Text(11));

    private ModelDescription ReadAdapters(string role, string? json, ModelDescription model)
    {
        try
        {
            return AdapterJson.Read(json, model);
        }
        catch (JsonException error)
        {
            throw StoreErrors.Damaged(session.Location, $"the adapters of a model with the part {role} are not what this program writes ({error.Message})");
        }
    }

    private RunSettings ReadSettings(long run, string toolVersion, string json)
    {
        try
        {
            return SettingsJson.Read(json);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new PrerequisiteException(
                $"the settings of run {run} in the store {session.Location} were written by mia-probe {toolVersion} and are not understood here: "
                + "use that version, or another --store",
                error);
        }
    }

    private static string StatusText(RunStatus status) => status.ToString().ToLowerInvariant();
}
