using System.Globalization;
using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;
using LlmMiaProbe.Storage.Tables;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Maintenance;

/// <summary>
/// Reads every row of a store and holds it against what it must be: texts against their hashes and lengths, evidence against its binding,
/// attempts against the chain, runs against their seals. Goes on after a problem, page by page, so that memory stays flat.
/// </summary>
internal sealed class StoreAudit(StoreSession session, RunTable runs, AttemptTable attempts, AttemptChain chain, RunSeals seals, IdentityTable identities,
    VocabularyTable vocabularies)
{
    private const int PageLength = 256;
    private const int MostProblems = 1000;

    private readonly List<string> _problems = [];

    public StoreFindings Run()
    {
        Try("the file", () =>
        {
            foreach (var problem in session.Rows("PRAGMA integrity_check(20)", row => row.Text(0)).Where(line => line != "ok"))
            {
                Add($"the file: {problem}");
            }

            foreach (var table in session.Rows("PRAGMA foreign_key_check", row => row.Text(0)).Distinct(StringComparer.Ordinal))
            {
                Add($"the table {table} refers to rows that are not there");
            }
        });
        var documents = Pages("documents", "hash, byte_length, zlib_length, CAST(text AS BLOB), binding, mask", CheckDocument);
        var evidence = Pages(
            "evidence",
            "coalesce(purged, key), (SELECT fingerprint FROM models WHERE id = evidence.model), payload, no_answer, binding, purged IS NOT NULL, "
                + "(SELECT text FROM names WHERE id = evidence.policy), tokens",
            CheckEvidence);
        Try("attempts", () =>
        {
            foreach (var (run, problem) in attempts.Audit())
            {
                Add(string.Create(CultureInfo.InvariantCulture, $"run {run}: {problem}"));
            }

            foreach (var key in attempts.AuditBindings())
            {
                Add($"the attempt {key} is not as it was put on record");
            }
        });
        CheckPrompts();
        Try("the models at endpoints", () => identities.Read());
        Try("vocabularies", () =>
        {
            foreach (var tokenizer in session.Rows("SELECT tokenizer FROM vocabularies ORDER BY tokenizer", row => row.Text(0)))
            {
                Try($"the vocabulary {tokenizer}", () => vocabularies.Find(tokenizer));
            }
        });
        CheckPurges();
        CheckChain();
        var found = CheckRuns();
        return new StoreFindings(
            found,
            documents,
            evidence,
            Count("attempt_uses"),
            Scalar("SELECT (SELECT COUNT(*) FROM evidence WHERE purged IS NOT NULL) + (SELECT COUNT(*) FROM attempts WHERE purged <> 0)"),
            _problems);
    }

    private void CheckDocument(SqliteDataReader row)
    {
        var hash = Digest.ToHex(row.Bytes(0));
        var facts = new DocumentFacts(new ContentHash(hash), row.Small(1), row.IsDBNull(2) ? null : row.Small(2));
        var mask = row.IsDBNull(5) ? null : row.Text(5);
        if (!Bindings.OfFacts(row.Bytes(0), facts.ByteLength, facts.ZlibLength, mask).AsSpan().SequenceEqual(row.Bytes(4)))
        {
            Add($"document {hash}: its lengths{(mask is null ? "" : " or what of it is scored")} are not those that were kept");
        }

        if (row.IsDBNull(3))
        {
            return;
        }

        var text = Encoding.UTF8.GetString(row.Bytes(3));
        if (ContentHash.Of(text, mask).Hex != hash)
        {
            Add($"document {hash}: its text is not the one that was kept");
        }
        else if (mask is not null && RenderedText.Parse(text, mask) is null)
        {
            Add($"document {hash}: what of it is scored does not fit its text");
        }
        else if (DocumentFacts.Of(text, mask) is var measured
            && (measured.ByteLength != facts.ByteLength || (facts.ZlibLength is { } zlib && zlib != measured.ZlibLength)))
        {
            Add(
                $"document {hash}: its text has {measured.ByteLength} bytes and {measured.ZlibLength} compressed, "
                + $"and not {facts.ByteLength} and {facts.ZlibLength}");
        }
    }

    private void CheckEvidence(SqliteDataReader row)
    {
        var evidence = EvidenceRow.Read(row, 0);
        if (evidence.IsPurged)
        {
            return;
        }

        try
        {
            var scores = TokenScoresCodec.Decode(evidence.Payload);
            evidence.RequireBinding();
            if (scores.Count != row.Integer(7))
            {
                Add($"evidence {evidence.Key}: it holds {scores.Count} tokens, and {row.Integer(7)} are stated beside it");
            }
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException)
        {
            Add($"evidence {evidence.Key}: {error.Message}");
        }
    }

    /// <summary>What is empty must have been purged by this program, which keeps how many rows it emptied.</summary>
    private void CheckPurges() => Try("purges", () =>
    {
        foreach (var (what, empty, purged) in new[]
        {
            (
                "token score vectors",
                "SELECT COUNT(*) FROM evidence WHERE purged IS NOT NULL OR length(payload) = 0",
                "SELECT coalesce(SUM(evidence), 0) FROM purges"),
            ("attempts", "SELECT COUNT(*) FROM attempts WHERE purged <> 0", "SELECT coalesce(SUM(attempts), 0) FROM purges"),
        })
        {
            if (session.Integer(empty) is var found && session.Integer(purged) is var known && found != known)
            {
                Add(string.Create(CultureInfo.InvariantCulture, $"{found} {what} are empty, and {known} were purged"));
            }
        }
    });

    private void CheckPrompts() => Pages("prompts", "digest, tokens, text", row =>
    {
        if (row.Text(2).Length + row.Bytes(1).Length > 0 && !AttemptTable.DigestOfPrompt(row.Bytes(1), row.Text(2)).AsSpan().SequenceEqual(row.Bytes(0)))
        {
            Add($"prompt {Digest.ToHex(row.Bytes(0))}: its tokens or its text are not those that were kept");
        }
    });

    private void CheckChain() => Try("the chain of attempts", () =>
    {
        var (segment, number, hash) = ("", 0L, "");
        foreach (var link in chain.Links())
        {
            if (link.Segment != segment)
            {
                (segment, number, hash) = (link.Segment, 0, AttemptLink.Beginning(link.Segment));
            }

            number++;
            if (link.Number != number)
            {
                Add(string.Create(CultureInfo.InvariantCulture, $"segment {segment}: link {number} of its attempts is missing"));
                return;
            }

            if (link.Hash != AttemptLink.HashOf(hash, number, link.Run, link.Digest))
            {
                Add(string.Create(CultureInfo.InvariantCulture, $"segment {segment}: link {number} of its attempts does not follow from the one before it"));
                return;
            }

            hash = link.Hash;
        }

        if (Scalar("SELECT COUNT(*) FROM attempt_uses WHERE id NOT IN (SELECT used FROM attempt_links)") is > 0 and var unlinked)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{unlinked} uses of attempts are not in the chain"));
        }
    });

    private long CheckRuns()
    {
        var numbers = new List<long>();
        Try("runs", () => numbers = session.Rows("SELECT id FROM runs WHERE status <> 'deleted' ORDER BY id", row => row.Integer(0)));
        foreach (var run in numbers)
        {
            Try(string.Create(CultureInfo.InvariantCulture, $"run {run}"), () =>
            {
                foreach (var model in (runs.Find(run)?.Models ?? []).Where(model => !model.Model.FitsItsAdapters))
                {
                    Add(string.Create(
                        CultureInfo.InvariantCulture, $"run {run}: the fingerprint of its {model.Role} is not that of the model and the adapters on record"));
                }

                if (seals.Problem(run) is { } problem)
                {
                    Add(problem);
                }
            });
        }

        Try("deleted runs", () =>
        {
            foreach (var run in session.Rows(
                "SELECT id FROM runs WHERE status = 'deleted' "
                + "AND (settings <> '{}' OR id IN (SELECT run FROM run_documents) OR id IN (SELECT run FROM evaluations)) ORDER BY id",
                row => row.Integer(0)))
            {
                Add(string.Create(CultureInfo.InvariantCulture, $"run {run} is said to be deleted, and what belongs to it is still there"));
            }
        });
        return numbers.Count;
    }

    /// <returns>How many rows there are.</returns>
    private long Pages(string table, string columns, Action<SqliteDataReader> check)
    {
        var last = long.MinValue;
        for (var read = PageLength; read == PageLength && _problems.Count < MostProblems;)
        {
            read = 0;
            var goesOn = Try($"the table {table}", () =>
            {
                foreach (var id in session.Rows(
                    $"SELECT id FROM {table} WHERE id > ?1 ORDER BY id LIMIT ?2", row => row.Integer(0), last, PageLength))
                {
                    read++;
                    last = id;
                    Try(string.Create(CultureInfo.InvariantCulture, $"row {id} of {table}"), () =>
                        session.Each($"SELECT {columns} FROM {table} WHERE id = ?1", check, id));
                }
            });
            if (!goesOn)
            {
                break;
            }
        }

        return Count(table);
    }

    private bool Try(string what, Action check)
    {
        try
        {
            check();
            return true;
        }
        catch (PrerequisiteException error)
        {
            Add($"{what}: {error.Message}");
            return false;
        }
    }

    private long Count(string table) => Scalar($"SELECT COUNT(*) FROM {table}");

    private long Scalar(string sql)
    {
        try
        {
            return session.Integer(sql);
        }
        catch (PrerequisiteException)
        {
            return 0;
        }
    }

    private void Add(string problem)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(problem);
        }
    }
}
