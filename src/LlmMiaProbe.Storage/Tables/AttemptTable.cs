using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>Attempts by content, and what which runs used them for. Appends only.</summary>
internal sealed class AttemptTable(StoreSession session, InternedTexts fingerprints, InternedTexts names, AttemptChain chain)
{
    /// <summary>Stands in place of what a failed attempt says.</summary>
    public const string Purged = "(purged)";

    private const int PageLength = 256;

    private const string Columns =
        "m.fingerprint, n.text, p.tokens, p.text, a.temperature, a.top_k, a.top_p, a.seed, a.sample, a.max_tokens, a.output_tokens, a.output_text, a.finish, "
        + "a.failure, a.tool_version, a.made, a.detail";

    private const string Tables = "attempts a JOIN models m ON m.id = a.model JOIN names n ON n.id = a.policy JOIN prompts p ON p.id = a.prompt";

    private const string UseColumns = $"{Columns}, u.id, u.document, u.role, u.purpose, l.digest, a.purged, a.key";

    private const string UseTables = $"attempt_uses u JOIN attempt_links l ON l.used = u.id JOIN {Tables}";

    public Attempt? Find(AttemptKey key) => session.Rows(
        $"SELECT {Columns} FROM {Tables} WHERE a.key = ?1 AND a.failure IS NULL AND a.purged = 0",
        ReadAttempt,
        Digest.ToBytes(key.Hex)).SingleOrDefault();

    public Attempt? FindFailed(AttemptKey key) => session.Rows(
        $"SELECT {Columns} FROM {Tables} WHERE a.key = ?1 AND a.failure IS NOT NULL AND a.purged = 0 ORDER BY a.id DESC LIMIT 1",
        ReadAttempt,
        Digest.ToBytes(key.Hex)).SingleOrDefault();

    public IReadOnlyList<string> ReadPolicies(ModelFingerprint model) => session.Rows(
        """
        SELECT n.text FROM attempts a JOIN names n ON n.id = a.policy
        WHERE a.model = (SELECT id FROM models WHERE fingerprint = ?1) AND a.purged = 0 GROUP BY n.text ORDER BY COUNT(*) DESC, 1
        """,
        row => row.Text(0),
        model.Value);

    public void Add(long run, AttemptUse use, Attempt attempt) => session.Write(() =>
    {
        var added = session.Execute(
            "INSERT INTO attempt_uses (run, attempt, document, role, purpose) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            run,
            NumberOf(attempt),
            use.Document is { } document ? Digest.ToBytes(document.Hex) : Array.Empty<byte>(),
            use.Role.Name,
            use.Purpose);
        if (added > 0)
        {
            // An attempt that another run made already has the time and the version of that one.
            chain.Append(LastInserted, run, DigestOf(LastInserted));
        }
    });

    /// <summary>Puts an attempt on record that no run uses yet.</summary>
    public void Keep(Attempt attempt) => session.Write(() => NumberOf(attempt));

    /// <summary>An attempt as it was put on record, used or not.</summary>
    /// <exception cref="PrerequisiteException">It is not; or it lacks its model, its policy or its prompt.</exception>
    public Attempt ReadKept(long id) => session.Rows(
        $"SELECT {Columns}, a.binding, a.key FROM {Tables} WHERE a.id = ?1",
        row => ReadAttempt(row) is var attempt && attempt.Key.Hex == Digest.ToHex(row.Bytes(18))
            && (row.IsDBNull(17) || row.Bytes(17).AsSpan().SequenceEqual(Bindings.OfAttempt(attempt)))
                ? attempt
                : throw new InvalidDataException($"the attempt {Digest.ToHex(row.Bytes(18))} is not as it was put on record"),
        id) is [var attempt] ? attempt : throw StoreErrors.Damaged(session.Location, "an attempt lacks its model, its policy or its prompt");

    /// <summary>Within a transaction: takes an attempt of another store. One that succeeded is found by its key, one that failed by key and time.</summary>
    public void Take(Attempt attempt, MergeTally tally)
    {
        if (attempt.Outcome.Failure is not null)
        {
            if (session.Scalar(
                "SELECT 1 FROM attempts WHERE key = ?1 AND failure IS NOT NULL AND made = ?2", Digest.ToBytes(attempt.Key.Hex), TimeText.Write(attempt.Made))
                is not null)
            {
                tally.Know();
                return;
            }
        }
        else if (Find(attempt.Key) is { } known)
        {
            // When and by which version it was made may differ.
            if (Bindings.OfAttempt(known).AsSpan().SequenceEqual(
                Bindings.OfAttempt(attempt with { ToolVersion = known.ToolVersion, Made = known.Made })))
            {
                tally.Know();
            }
            else
            {
                tally.Conflict($"attempt {attempt.Key}", "another produced text under this key");
            }

            return;
        }

        NumberOf(attempt);
        tally.Add();
    }

    /// <summary>The keys of all attempts, used or not, that are not as they were put on record, as far as they are bound to anything.</summary>
    public IEnumerable<string> AuditBindings()
    {
        var last = long.MinValue;
        for (var page = Page(); page.Count > 0; page = Page())
        {
            foreach (var (id, key) in page)
            {
                if (!IsBound(id))
                {
                    yield return key;
                }
            }

            last = page[^1].Id;
        }

        List<(long Id, string Key)> Page() => session.Rows(
            "SELECT id, key FROM attempts WHERE id > ?1 AND binding IS NOT NULL AND purged = 0 ORDER BY id LIMIT ?2",
            row => (row.Integer(0), Digest.ToHex(row.Bytes(1))),
            last,
            PageLength);
    }

    /// <summary>All uses whose row or whose attempt is not as it was put on record, in order; each with its run.</summary>
    public IEnumerable<(long Run, string Problem)> Audit()
    {
        var last = long.MinValue;
        for (var page = Page(); page.Count > 0; page = Page())
        {
            foreach (var (use, run, digest, isPurged) in page)
            {
                if (isPurged ? !IsPurged(use) : TryDigestOf(use) != digest)
                {
                    yield return (run, $"the attempt of use {use} is not as it was put on record");
                }
            }

            last = page[^1].Use;
        }

        List<(long Use, long Run, string? Digest, bool IsPurged)> Page() => session.Rows(
            "SELECT u.id, u.run, l.digest, a.purged FROM attempt_uses u LEFT JOIN attempt_links l ON l.used = u.id LEFT JOIN attempts a ON a.id = u.attempt "
            + "WHERE u.id > ?1 ORDER BY u.id LIMIT ?2",
            row => (row.Integer(0), row.Integer(1), row.IsDBNull(2) ? null : Digest.ToHex(row.Bytes(2)), !row.IsDBNull(3) && row.Flag(3)),
            last,
            PageLength);
    }

    /// <summary>Within a transaction: gives one run the uses of another.</summary>
    public void Copy(long from, long to)
    {
        foreach (var (use, digest) in session.Rows(
            "SELECT u.id, l.digest FROM attempt_uses u JOIN attempt_links l ON l.used = u.id WHERE u.run = ?1 ORDER BY u.id",
            row => (row.Integer(0), Digest.ToHex(row.Bytes(1))),
            from))
        {
            session.Execute(
                "INSERT INTO attempt_uses (run, attempt, document, role, purpose) SELECT ?2, attempt, document, role, purpose FROM attempt_uses WHERE id = ?1",
                use,
                to);
            chain.Append(LastInserted, to, digest);
        }
    }

    /// <summary>Within a transaction: chains what an earlier version put on record, in that order; damaged ones with a digest that fits nothing.</summary>
    public void ChainAll()
    {
        var (last, none) = (long.MinValue, new string('0', 64));
        for (var page = Page(); page.Count > 0; page = Page())
        {
            foreach (var (use, run) in page)
            {
                chain.Append(use, run, TryDigestOf(use) ?? none);
            }

            last = page[^1].Use;
        }

        List<(long Use, long Run)> Page() => session.Rows(
            "SELECT id, run FROM attempt_uses WHERE id > ?1 ORDER BY id LIMIT ?2", row => (row.Integer(0), row.Integer(1)), last, PageLength);
    }

    public IEnumerable<(AttemptUse Use, Attempt Attempt)> Read(long run)
    {
        var last = long.MinValue;
        for (var page = ReadPage(run, last); page.Count > 0; page = ReadPage(run, last))
        {
            foreach (var (_, use, attempt) in page)
            {
                yield return (use, attempt);
            }

            last = page[^1].Number;
        }
    }

    public IReadOnlyList<(AttemptUse Use, Attempt Attempt)> Read(long run, ContentHash document, string purpose) =>
        [.. session.Rows(
                $"SELECT {UseColumns} FROM {UseTables} WHERE a.id = u.attempt AND u.run = ?1 AND u.document = ?2 AND u.purpose = ?3 ORDER BY u.id",
                ReadLinked,
                run,
                Digest.ToBytes(document.Hex),
                purpose)
            .Select(entry => entry.Attempt.IsPurged
                ? throw new PrerequisiteException(
                    $"what run {run} generated for a document was purged from the store {session.Location}: what was computed from it stays, "
                    + "and cannot be computed anew")
                : (entry.Use, entry.Attempt))];

    private List<(long Number, AttemptUse Use, Attempt Attempt)> ReadPage(long run, long after) => session.Rows(
        $"SELECT {UseColumns} FROM {UseTables} WHERE a.id = u.attempt AND u.run = ?1 AND u.id > ?2 ORDER BY u.id LIMIT ?3",
        ReadLinked,
        run,
        after,
        PageLength);

    /// <summary>A page of what a run used, in order.</summary>
    public AttemptPage FindPage(long run, long offset, int length) => new(
        session.Integer("SELECT COUNT(*) FROM attempt_uses WHERE run = ?1", run),
        [.. session.Rows(
                $"""
                SELECT {UseColumns} FROM {UseTables} WHERE a.id = u.attempt
                    AND u.id IN (SELECT id FROM attempt_uses WHERE run = ?1 ORDER BY id LIMIT ?3 OFFSET ?2) ORDER BY u.id
                """,
                ReadLinked,
                run,
                offset,
                length)
            .Select(entry => (entry.Use, entry.Attempt))]);

    private string DigestOf(long use) => session.Rows(
        $"SELECT {Columns}, u.id, u.document, u.role, u.purpose FROM attempt_uses u JOIN {Tables} WHERE a.id = u.attempt AND u.id = ?1",
        row => AttemptLink.DigestOf(ReadUse(row), ReadAttempt(row)),
        use) is [var digest] ? digest : throw StoreErrors.Damaged(session.Location, "an attempt lacks its model, its policy or its prompt");

    private bool IsPurged(long use)
    {
        try
        {
            return session.Rows(
                $"SELECT {Columns}, u.id, u.document, u.role, u.purpose FROM attempt_uses u JOIN {Tables} WHERE a.id = u.attempt AND u.id = ?1",
                row => IsEmpty(ReadAttempt(row)),
                use) is [true];
        }
        catch (PrerequisiteException)
        {
            return false;
        }
    }

    private bool IsBound(long id)
    {
        try
        {
            ReadKept(id);
            return true;
        }
        catch (PrerequisiteException)
        {
            return false;
        }
    }

    private string? TryDigestOf(long use)
    {
        try
        {
            return DigestOf(use);
        }
        catch (PrerequisiteException)
        {
            return null;
        }
    }

    private long LastInserted => session.Integer("SELECT last_insert_rowid()");

    private long NumberOf(Attempt attempt)
    {
        var key = Digest.ToBytes(attempt.Key.Hex);
        if (attempt.Outcome.Failure is null && session.Scalar("SELECT id FROM attempts WHERE key = ?1 AND failure IS NULL AND purged = 0", key) is { } known)
        {
            return Convert.ToInt64(known, CultureInfo.InvariantCulture);
        }

        var (request, outcome) = (attempt.Outcome.Request, attempt.Outcome);
        session.Execute(
            """
            INSERT INTO attempts
                (key, model, policy, prompt, temperature, top_k, top_p, seed, sample, max_tokens, output_tokens, output_text, finish, failure,
                tool_version, made, detail, binding)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, CAST(?12 AS TEXT), ?13, ?14, ?15, ?16, ?17, ?18)
            """,
            key,
            fingerprints.NumberOf(attempt.Model.Value),
            names.NumberOf(attempt.Policy),
            PromptNumberOf(ToBytes(request.Prompt), attempt.PromptText),
            request.Scheme.Temperature,
            request.Scheme.TopK,
            request.Scheme.TopP,
            request.Seed,
            request.Sample,
            request.MaxTokens,
            ToBytes(outcome.Tokens),
            Encoding.UTF8.GetBytes(outcome.Text),
            FinishText(outcome.Finish),
            outcome.Failure,
            attempt.ToolVersion,
            TimeText.Write(attempt.Made),
            outcome.Detail is null ? null : AnswerDetailJson.Write(outcome.Detail),
            Bindings.OfAttempt(attempt));
        return session.Integer("SELECT last_insert_rowid()");
    }

    public static byte[] DigestOfPrompt(byte[] tokens, string text) => SHA256.HashData([.. tokens, .. Encoding.UTF8.GetBytes(text)]);

    private long PromptNumberOf(byte[] tokens, string text)
    {
        var digest = DigestOfPrompt(tokens, text);
        session.Execute(
            "INSERT INTO prompts (digest, tokens, text) VALUES (?1, ?2, CAST(?3 AS TEXT)) ON CONFLICT DO NOTHING",
            digest,
            tokens,
            Encoding.UTF8.GetBytes(text));
        return session.Integer("SELECT id FROM prompts WHERE digest = ?1", digest);
    }

    private static (long Number, AttemptUse Use, Attempt Attempt) ReadLinked(SqliteDataReader row)
    {
        var (use, attempt) = (ReadUse(row), ReadAttempt(row));

        // Of what was purged the hashes are kept, and nothing is left that they could be held against.
        var isPurged = row.Flag(22);
        if (isPurged && !IsEmpty(attempt))
        {
            throw new InvalidDataException($"an attempt of {attempt.Made:yyyy-MM-dd HH:mm:ss} is said to be purged, and is not");
        }

        return isPurged || AttemptLink.DigestOf(use, attempt) == Digest.ToHex(row.Bytes(21))
            ? (row.Integer(17), use, attempt with { PurgedKey = isPurged ? new AttemptKey(Digest.ToHex(row.Bytes(23))) : null })
            : throw new InvalidDataException($"an attempt of {attempt.Made:yyyy-MM-dd HH:mm:ss} is not as it was put on record");
    }

    private static bool IsEmpty(Attempt attempt) => attempt is
        { PromptText: "", Outcome: { Text: "", Tokens: [], Detail: null, Request.Prompt: [], Failure: null or Purged } };

    private static AttemptUse ReadUse(SqliteDataReader row) => new(
        row.Bytes(18) is { Length: > 0 } hash ? new ContentHash(Digest.ToHex(hash)) : null,
        new ModelRole(row.Text(19)),
        row.Text(20));

    private static Attempt ReadAttempt(SqliteDataReader row)
    {
        var scheme = new DecodingScheme { Temperature = row.Real(4), TopK = row.IsDBNull(5) ? null : row.Small(5), TopP = row.Real(6) };
        var request = new GenerationRequest(ToTokens(row.Bytes(2)), row.Small(9), scheme, row.Small(7), row.Small(8));
        var outcome = new Continuation(
            request,
            ToTokens(row.Bytes(10)),
            row.Text(11),
            Enum.Parse<FinishReason>(row.Text(12), ignoreCase: true),
            row.IsDBNull(13) ? null : row.Text(13))
        {
            Detail = row.IsDBNull(16) ? null : AnswerDetailJson.Read(row.Text(16)),
        };
        return new Attempt(new ModelFingerprint(row.Text(0)), row.Text(1), row.Text(3), outcome, row.Text(14), TimeText.Read(row.Text(15)));
    }

    private static byte[] ToBytes(int[] tokens) => MemoryMarshal.AsBytes<int>(tokens).ToArray();

    private static int[] ToTokens(byte[] bytes) => bytes.Length % sizeof(int) == 0
        ? MemoryMarshal.Cast<byte, int>(bytes).ToArray()
        : throw new InvalidDataException("the token ids of an attempt end in the middle of one");

    private static string FinishText(FinishReason reason) => reason.ToString().ToLowerInvariant();
}
