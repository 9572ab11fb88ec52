using LlmMiaProbe.Files;
using LlmMiaProbe.Storage.Sqlite;
using LlmMiaProbe.Storage.Tables;

namespace LlmMiaProbe.Storage.Maintenance;

/// <summary>
/// Takes the evidence and the attempts of shards into a store, by what is natural in them. Each row is held against its binding on the way.
/// What was taken is kept transaction by transaction, so that a merge that ends early is repeated and goes on; runs are not taken.
/// </summary>
internal sealed class StoreMerge(StoreSession store, EvidenceMerge evidence, AttemptTable attempts, VocabularyTable vocabularies, IdentityTable identities,
    ShardTable shards)
{
    private const int PageLength = 256;

    // Shards of a group are read in the order of keys, and so all over their files: as much as the memory of the system holds on any machine.
    private const long MostBytes = 2L << 30;
    private const int MostShards = 64;

    // Holds the pages that a transaction writes.
    private const string Cache = "PRAGMA cache_size = -131072";

    /// <param name="paths">The shards.</param>
    /// <param name="now">When they are merged.</param>
    /// <param name="batchRows">Rows of evidence of a transaction at most.</param>
    /// <param name="show">Told what became of each, in this order, once that is known.</param>
    /// <param name="cancellationToken">Ends it between two transactions.</param>
    /// <exception cref="ConfigurationException">A shard is the store itself.</exception>
    /// <exception cref="PrerequisiteException">The store cannot be written.</exception>
    public void Run(IReadOnlyList<string> paths, DateTimeOffset now, int batchRows, Action<ShardMerge> show, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            RequireOther(path);
        }

        store.Execute(Cache);
        var group = new List<OpenShard>();
        try
        {
            foreach (var path in paths)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var shard = new OpenShard(path, store.Location);
                if (group.Exists(other => other.Sha256 is { } known && shard.Sha256.AsSpan().SequenceEqual(known)))
                {
                    // Whether its copy was merged is known once that is done.
                    Merge();
                }

                group.Add(shard);
                if (!IsMerged(shard))
                {
                    shard.Open();
                }

                if (group.Sum(one => one.Length) >= MostBytes || group.Count == MostShards)
                {
                    Merge();
                }
            }

            Merge();
        }
        finally
        {
            group.ForEach(shard => shard.Dispose());
        }

        void Merge()
        {
            evidence.Take([.. group.Where(shard => shard.IsReadable)], batchRows, cancellationToken);
            foreach (var shard in group)
            {
                show(TakeRest(shard, now, cancellationToken));
                shard.Dispose();
            }

            group.Clear();
        }
    }

    private bool IsMerged(OpenShard shard) => shard.Sha256 is { } sha256 && shards.IsMerged(sha256);

    private ShardMerge TakeRest(OpenShard shard, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (IsMerged(shard))
        {
            return new ShardMerge(shard.Path) { WasMerged = true };
        }

        shard.Try(() =>
        {
            TakeAttempts(shard, cancellationToken);
            evidence.TakeFailures(shard, cancellationToken);
            TakeVocabularies(shard, cancellationToken);
            TakeIdentities(shard, cancellationToken);
        });
        var merged = shard.Finish();
        if (shard.Sha256 is { } sha256 && merged is { Failure: null, Conflicts: 0 })
        {
            shards.AddMerged(sha256, merged.Place, now);
        }

        return merged;
    }

    private void TakeAttempts(OpenShard shard, CancellationToken cancellationToken)
    {
        var (models, names) = (new InternedTexts(shard.Session, "models", "fingerprint"), new InternedTexts(shard.Session, "names", "text"));
        var table = new AttemptTable(shard.Session, models, names, new AttemptChain(shard.Session));
        var last = long.MinValue;
        for (var page = Page(); page.Count > 0; page = Page())
        {
            cancellationToken.ThrowIfCancellationRequested();
            store.Write(() => page.ForEach(id => attempts.Take(shard.Reading(() => table.ReadKept(id)), shard.Tally)));
            last = page[^1];
        }

        List<long> Page() => shard.Reading(() => shard.Session.Rows(
            "SELECT id FROM attempts WHERE id > ?1 AND purged = 0 ORDER BY id LIMIT ?2", row => row.Integer(0), last, PageLength));
    }

    private void TakeVocabularies(OpenShard shard, CancellationToken cancellationToken)
    {
        var table = new VocabularyTable(shard.Session);
        var last = long.MinValue;
        while (shard.Reading(() => table.Next(last)) is { } next)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (shard.Reading(() => table.FindPieces(next.Tokenizer)) is { } pieces)
            {
                vocabularies.Take(next.Tokenizer, pieces, shard.Tally);
            }

            last = next.Row;
        }
    }

    private void TakeIdentities(OpenShard shard, CancellationToken cancellationToken)
    {
        var table = new IdentityTable(shard.Session);
        var last = long.MinValue;
        while (shard.Reading(() => table.Next(last)) is { } next)
        {
            cancellationToken.ThrowIfCancellationRequested();
            identities.Take(next.Identity, shard.Tally);
            last = next.Id;
        }
    }

    private void RequireOther(string path)
    {
        var (one, other) = (FileIdentity.Of(path), FileIdentity.Of(store.Location));
        if (OutsideFile.FinalPath(path) == OutsideFile.FinalPath(store.Location)
            || (one is { IsComplete: true } && other is not null && (one.Device, one.Inode) == (other.Device, other.Inode)))
        {
            throw new ConfigurationException($"{path} is the store {store.Location} that shards are to be merged into: leave it out of the shards.");
        }
    }
}
