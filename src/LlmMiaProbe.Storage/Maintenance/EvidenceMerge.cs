using System.Collections.Concurrent;
using System.Globalization;
using LlmMiaProbe.Models;
using LlmMiaProbe.Storage.Sqlite;
using LlmMiaProbe.Storage.Tables;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Maintenance;

/// <summary>
/// Takes evidence, and failures to give any, from shards: one thread reads and checks, another one writes. Keys are random, so that the rows of
/// one shard would change most pages of the store's index again for each transaction. Those of many, in the order of keys, change each page once.
/// </summary>
internal sealed class EvidenceMerge(StoreSession store, EvidenceTable table, InternedTexts fingerprints, InternedTexts names)
{
    public const int MostRows = 50_000;

    /// <summary>Characters of the fingerprint of a model or of a policy: more than any honest one has.</summary>
    public const int MostName = 4096;

    private const int MostBytes = 32 << 20;

    // What passes from thread to thread is small, so that it is gone before the garbage collector has moved it.
    private const int MostBatchRows = 1024;
    private const int MostBatchBytes = 2 << 20;
    private const int MostWaiting = 8;
    private const int PageLength = 1024;
    private const int MostReason = 1 << 14;

    /// <param name="shards">Each readable, and read by another thread until this returns; what is wrong with one is kept there.</param>
    /// <param name="batchRows">Rows of a transaction at most.</param>
    /// <param name="cancellationToken">Ends it between two transactions.</param>
    public void Take(IReadOnlyList<OpenShard> shards, int batchRows, CancellationToken cancellationToken)
    {
        using var batches = new BlockingCollection<Batch>(boundedCapacity: MostWaiting);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(
            () =>
            {
                try
                {
                    Read(shards, batches, batchRows, stop.Token);
                }
                finally
                {
                    batches.CompleteAdding();
                }
            },
            CancellationToken.None);
        try
        {
            for (var first = Next(batches); first is not null; first = Next(batches))
            {
                cancellationToken.ThrowIfCancellationRequested();
                store.Write(() =>
                {
                    var (rows, bytes) = (0, 0L);
                    for (var batch = first; batch is not null; batch = rows < batchRows && bytes < MostBytes ? Next(batches) : null)
                    {
                        Write(batch.Rows);
                        rows += batch.Rows.Count;
                        bytes += batch.Bytes;
                    }
                });
            }
        }
        catch
        {
            // The first error is the one that is told.
            stop.Cancel();
            Task.WhenAny(reading).GetAwaiter().GetResult();
            throw;
        }

        reading.GetAwaiter().GetResult();
    }

    public void TakeFailures(OpenShard shard, CancellationToken cancellationToken)
    {
        using var rows = shard.Reading(() => shard.Session.Open(
            """
            SELECT f.key, m.fingerprint, n.text, f.reason, f.made FROM evidence_failures f JOIN models m ON m.id = f.model JOIN names n ON n.id = f.policy
            ORDER BY f.key
            """));
        var page = new List<(EvidenceKey Key, Evidence.FailedEvidence Failure)>();
        while (shard.Reading(rows.Next))
        {
            page.Add(shard.Reading(() => rows.Read(ReadFailure)));
            if (page.Count == PageLength)
            {
                WritePage();
            }
        }

        WritePage();

        void WritePage()
        {
            cancellationToken.ThrowIfCancellationRequested();
            store.Write(() => page.ForEach(row => TakeFailure(row.Key, row.Failure, shard.Tally)));
            page.Clear();
        }
    }

    public static InvalidDataException TooLong() =>
        new(string.Create(CultureInfo.InvariantCulture, $"the name of a model or of a policy has more than {MostName} characters"));

    private static void Read(
        IReadOnlyList<OpenShard> shards, BlockingCollection<Batch> batches, int batchRows, CancellationToken cancellationToken)
    {
        var cursors = new List<EvidenceCursor>();

        // Of two rows with one key that of the shard which was named first comes first.
        var next = new PriorityQueue<int, (ulong Order, int Place)>();
        var batch = new Batch();
        try
        {
            foreach (var shard in shards)
            {
                shard.Try(() =>
                {
                    cursors.Add(new EvidenceCursor(shard));
                    Advance(cursors.Count - 1);
                });
            }

            while (next.TryDequeue(out var place, out _))
            {
                cursors[place].Shard.Try(() =>
                {
                    batch.Add(cursors[place].Read());
                    Advance(place);
                });
                if (batch.Rows.Count >= Math.Min(batchRows, MostBatchRows) || batch.Bytes > MostBatchBytes)
                {
                    batches.Add(batch, cancellationToken);
                    batch = new Batch();
                }
            }

            batches.Add(batch, cancellationToken);
        }
        finally
        {
            cursors.ForEach(cursor => cursor.Dispose());
        }

        void Advance(int place)
        {
            if (cursors[place].Next())
            {
                next.Enqueue(place, (cursors[place].Order, place));
            }
        }
    }

    private static (EvidenceKey Key, Evidence.FailedEvidence Failure) ReadFailure(SqliteDataReader row)
    {
        var (model, policy, reason) = (row.Text(1), row.Text(2), row.Text(3));
        if (model.Length > MostName || policy.Length > MostName)
        {
            throw TooLong();
        }

        return (
            new EvidenceKey(Digest.ToHex(row.Bytes(0))),
            new Evidence.FailedEvidence(new ModelFingerprint(model), policy, Cut(reason), TimeText.Read(row.Text(4))));
    }

    private static Batch? Next(BlockingCollection<Batch> batches) => batches.TryTake(out var batch, Timeout.Infinite) ? batch : null;

    private void Write(List<MergeRow> rows)
    {
        var hasFailures = store.Scalar("SELECT 1 FROM evidence_failures LIMIT 1") is not null;
        foreach (var row in rows)
        {
            var isNew = store.Execute(
                """
                INSERT INTO evidence (key, model, tokens, payload, no_answer, binding, policy) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                ON CONFLICT (key) DO NOTHING
                """,
                row.Key,
                fingerprints.NumberOf(row.Model),
                row.Tokens,
                row.Payload,
                row.NoAnswer,
                row.Binding,
                row.Policy is null ? null : names.NumberOf(row.Policy)) > 0;
            var wasFailure = hasFailures && store.Execute("DELETE FROM evidence_failures WHERE key = ?1", row.Key) > 0;
            if (!isNew)
            {
                Compare(row, row.Tally);
            }
            else if (wasFailure)
            {
                row.Tally.Replace();
            }
            else
            {
                row.Tally.Add();
            }
        }
    }

    private void Compare(MergeRow row, MergeTally tally)
    {
        var key = new EvidenceKey(Digest.ToHex(row.Key));
        var known = table.Read(key) ?? throw StoreErrors.Damaged(store.Location, $"the index of evidence names a row {key} that is not there");
        if (known.Model != row.Model)
        {
            tally.Conflict($"evidence {key}", "another model under this key");
        }
        else if (known.NoAnswer is not null && row.NoAnswer is null)
        {
            Replace(row, tally);
        }
        else if (known.NoAnswer is null && row.NoAnswer is null && !known.Payload.AsSpan().SequenceEqual(row.Payload))
        {
            tally.Conflict($"evidence {key}", "other token scores under this key");
        }
        else
        {
            tally.Know();
        }
    }

    private void Replace(MergeRow row, MergeTally tally)
    {
        // The seal of a run covers that there was no answer.
        if (store.Scalar(
            """
            SELECT 1 FROM evidence e WHERE e.key = ?1
                AND (EXISTS (SELECT 1 FROM windows w WHERE w.evidence = e.id) OR EXISTS (SELECT 1 FROM run_evidence l WHERE l.evidence = e.id))
            """,
            row.Key) is not null)
        {
            tally.LeaveOut();
            return;
        }

        store.Execute(
            "UPDATE evidence SET tokens = ?2, payload = ?3, no_answer = NULL, binding = ?4, policy = ?5 WHERE key = ?1",
            row.Key,
            row.Tokens,
            row.Payload,
            row.Binding,
            row.Policy is null ? null : names.NumberOf(row.Policy));
        tally.Replace();
    }

    // Of two failures the later one stays, whichever came first.
    private void TakeFailure(EvidenceKey key, Evidence.FailedEvidence failure, MergeTally tally)
    {
        if (table.Has(key)
            || (table.FindFailed(key) is { } known && (known.Made, known.Reason).CompareTo((failure.Made, failure.Reason)) >= 0))
        {
            tally.Know();
            return;
        }

        table.PutFailed(key, failure);
        tally.Add();
    }

    // More than any honest one has; a page of them stays small.
    private static string Cut(string reason) => reason.Length > MostReason ? reason[..MostReason] : reason;

    private sealed class Batch
    {
        public List<MergeRow> Rows { get; } = [];

        /// <summary>Of memory.</summary>
        public long Bytes { get; private set; }

        public void Add(MergeRow row)
        {
            Rows.Add(row);
            Bytes += row.Size;
        }
    }
}
