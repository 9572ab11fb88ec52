using System.Collections.Concurrent;
using LlmMiaProbe.Models;
using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;
using LlmMiaProbe.Storage.Tables;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Maintenance;

/// <summary>Takes evidence, and failures to give any, from a shard: one thread reads and checks, another one writes.</summary>
internal sealed class EvidenceMerge(StoreSession store, EvidenceTable table, InternedTexts fingerprints, InternedTexts names)
{
    // Large, since each transaction writes most pages of the index of keys anew; small enough for memory.
    public const int MostRows = 50_000;
    private const int MostBytes = 32 << 20;
    private const int PageLength = 1024;

    // A few texts that nearly all rows share.
    private const int MostTexts = 4096;
    private const int MostReason = 1 << 14;

    /// <param name="shard">Read by another thread until this returns.</param>
    /// <param name="tally">Counts.</param>
    /// <param name="batchRows">Rows of a transaction at most.</param>
    /// <param name="cancellationToken">Ends it between two transactions.</param>
    public void Take(StoreSession shard, MergeTally tally, int batchRows, CancellationToken cancellationToken)
    {
        using var batches = new BlockingCollection<List<MergeRow>>(boundedCapacity: 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(
            () =>
            {
                try
                {
                    Read(shard, batches, batchRows, stop.Token);
                }
                finally
                {
                    batches.CompleteAdding();
                }
            },
            CancellationToken.None);
        try
        {
            foreach (var batch in batches.GetConsumingEnumerable(cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Write(batch, tally);
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

    public void TakeFailures(StoreSession shard, MergeTally tally, CancellationToken cancellationToken)
    {
        var last = Array.Empty<byte>();
        for (var page = Page(); page.Count > 0; page = Page())
        {
            cancellationToken.ThrowIfCancellationRequested();
            store.Write(() => page.ForEach(row => TakeFailure(row.Key, row.Failure, tally)));
            last = Digest.ToBytes(page[^1].Key.Hex);
        }

        List<(EvidenceKey Key, Evidence.FailedEvidence Failure)> Page() => StoreMerge.Reading(() => shard.Rows(
            """
            SELECT f.key, m.fingerprint, n.text, f.reason, f.made FROM evidence_failures f JOIN models m ON m.id = f.model JOIN names n ON n.id = f.policy
            WHERE f.key > ?1 ORDER BY f.key LIMIT ?2
            """,
            row => (
                new EvidenceKey(Digest.ToHex(row.Bytes(0))),
                new Evidence.FailedEvidence(new ModelFingerprint(row.Text(1)), row.Text(2), Cut(row.Text(3)), TimeText.Read(row.Text(4)))),
            last,
            PageLength));
    }

    private static void Read(StoreSession shard, BlockingCollection<List<MergeRow>> batches, int batchRows, CancellationToken cancellationToken)
    {
        var (models, policies) = (new Lookup(shard, "SELECT fingerprint FROM models WHERE id = ?1"), new Lookup(shard, "SELECT text FROM names WHERE id = ?1"));
        var (batch, bytes) = (new List<MergeRow>(), 0L);
        StoreMerge.Reading(() =>
        {
            shard.Each("SELECT key, model, tokens, payload, no_answer, binding, policy FROM evidence WHERE purged IS NULL ORDER BY id", row =>
            {
                batch.Add(ReadRow(row, models, policies));
                bytes += batch[^1].Payload.Length;
                if (batch.Count == batchRows || bytes > MostBytes)
                {
                    batches.Add(batch, cancellationToken);
                    (batch, bytes) = ([], 0);
                }
            });
            return true;
        });
        batches.Add(batch, cancellationToken);
    }

    private static MergeRow ReadRow(SqliteDataReader row, Lookup models, Lookup policies)
    {
        var read = new MergeRow(
            row.Bytes(0),
            models.Find(row.Integer(1)) ?? throw new InvalidDataException("a row of evidence lacks its model"),
            row.Integer(2),
            row.Bytes(3),
            row.IsDBNull(4) ? null : row.Text(4),
            row.Bytes(5),
            row.IsDBNull(6) ? null : policies.Find(row.Integer(6)));
        var key = Digest.ToHex(read.Key);
        try
        {
            if (!Bindings.OfEvidence(read.Key, read.Model, read.Payload, read.NoAnswer, read.Policy).AsSpan().SequenceEqual(read.Binding))
            {
                throw new InvalidDataException("its scores, its model, its policy or its key are not those that were kept together");
            }

            if (TokenScoresCodec.Count(read.Payload) != read.Tokens)
            {
                throw new InvalidDataException("it holds another number of tokens than is stated beside it");
            }
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"evidence {key}: {error.Message}", error);
        }

        return read;
    }

    // In the order of keys the rows of a transaction that lie on one page of the index come together.
    private void Write(List<MergeRow> batch, MergeTally tally)
    {
        batch.Sort((one, other) => one.Key.AsSpan().SequenceCompareTo(other.Key));
        store.Write(() =>
        {
            var hasFailures = store.Scalar("SELECT 1 FROM evidence_failures LIMIT 1") is not null;
            foreach (var row in batch)
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
                    Compare(row, tally);
                }
                else if (wasFailure)
                {
                    tally.Replace();
                }
                else
                {
                    tally.Add();
                }
            }
        });
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

    private sealed record MergeRow(byte[] Key, string Model, long Tokens, byte[] Payload, string? NoAnswer, byte[] Binding, string? Policy);

    private sealed class Lookup(StoreSession session, string sql)
    {
        private readonly Dictionary<long, string?> _known = [];

        public string? Find(long id)
        {
            if (!_known.TryGetValue(id, out var text))
            {
                if (_known.Count == MostTexts)
                {
                    _known.Clear();
                }

                _known.Add(id, text = session.Text(sql, id));
            }

            return text;
        }
    }
}
