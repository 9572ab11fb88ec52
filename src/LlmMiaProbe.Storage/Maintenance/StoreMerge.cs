using System.Security.Cryptography;
using LlmMiaProbe.Files;
using LlmMiaProbe.Storage.Sqlite;
using LlmMiaProbe.Storage.Tables;

namespace LlmMiaProbe.Storage.Maintenance;

/// <summary>
/// Takes the evidence and the attempts of a shard into a store, by what is natural in them. Each row is held against its binding on the way.
/// What was taken is kept transaction by transaction, so that a merge that ends early is repeated and goes on; runs are not taken.
/// </summary>
internal sealed class StoreMerge(StoreSession store, EvidenceMerge evidence, AttemptTable attempts, VocabularyTable vocabularies, IdentityTable identities,
    ShardTable shards)
{
    private const int PageLength = 256;

    // Keys are random, so each transaction touches most of their index: what does not fit in memory is read and written over and over.
    private const string Cache = "PRAGMA cache_size = -131072";

    /// <param name="path">The shard.</param>
    /// <param name="now">When it is merged.</param>
    /// <param name="batchRows">Rows of evidence of a transaction at most.</param>
    /// <param name="cancellationToken">Ends it between two transactions.</param>
    /// <exception cref="ConfigurationException">The shard is the store itself.</exception>
    /// <exception cref="PrerequisiteException">The store cannot be written.</exception>
    public ShardMerge Run(string path, DateTimeOffset now, int batchRows, CancellationToken cancellationToken)
    {
        RequireOther(path);
        store.Execute(Cache);
        var tally = new MergeTally(path, store.Location);
        ShardPlace? place = null;
        try
        {
            // With a log beside it the file is not all of the shard, and is read again the next time.
            var before = StoreFile.HasLog(path) ? null : FileIdentity.Of(path);
            var sha256 = before is null ? null : HashOf(path);
            if (sha256 is not null && shards.IsMerged(sha256))
            {
                return new ShardMerge(path) { WasMerged = true };
            }

            using var shard = Reading(() => StoreFile.OpenShard(path));
            Reading(() => shard.Execute("BEGIN"));
            place = Reading(() => new ShardTable(shard).Find());
            evidence.Take(shard, tally, batchRows, cancellationToken);
            TakeAttempts(shard, tally, cancellationToken);
            evidence.TakeFailures(shard, tally, cancellationToken);
            TakeVocabularies(shard, tally, cancellationToken);
            TakeIdentities(shard, tally);
            if (before is not null && FileIdentity.Of(path) != before)
            {
                return tally.Finish(place, $"the shard {path} was changed while it was read: wait until it is written, and give the same command again");
            }

            var merged = tally.Finish(place, null);
            if (sha256 is not null && merged.Conflicts == 0)
            {
                shards.AddMerged(sha256, place, now);
            }

            return merged;
        }
        catch (ShardException error)
        {
            return tally.Finish(place, Advise(error.Message));
        }
    }

    /// <summary>Tells what is wrong with a shard, after which others are merged, from what is wrong with the store.</summary>
    public static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (PrerequisiteException error)
        {
            throw new ShardException(error.Message, error);
        }
    }

    private void TakeAttempts(StoreSession shard, MergeTally tally, CancellationToken cancellationToken)
    {
        var (models, names) = (new InternedTexts(shard, "models", "fingerprint"), new InternedTexts(shard, "names", "text"));
        var table = new AttemptTable(shard, models, names, new AttemptChain(shard));
        var last = long.MinValue;
        for (var page = Page(); page.Count > 0; page = Page())
        {
            cancellationToken.ThrowIfCancellationRequested();
            store.Write(() => page.ForEach(id => attempts.Take(Reading(() => table.ReadKept(id)), tally)));
            last = page[^1];
        }

        List<long> Page() => Reading(() => shard.Rows(
            "SELECT id FROM attempts WHERE id > ?1 AND purged = 0 ORDER BY id LIMIT ?2", row => row.Integer(0), last, PageLength));
    }

    private void TakeVocabularies(StoreSession shard, MergeTally tally, CancellationToken cancellationToken)
    {
        var table = new VocabularyTable(shard);
        foreach (var tokenizer in Reading(() => shard.Rows("SELECT tokenizer FROM vocabularies ORDER BY tokenizer", row => row.Text(0))))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Reading(() => table.Find(tokenizer)) is { } vocabulary)
            {
                vocabularies.Take(tokenizer, vocabulary, tally);
            }
        }
    }

    private void TakeIdentities(StoreSession shard, MergeTally tally)
    {
        foreach (var identity in Reading(new IdentityTable(shard).Read))
        {
            identities.Take(identity, tally);
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

    private static byte[] HashOf(string path)
    {
        try
        {
            using var file = OutsideFile.OpenRead(path);
            return SHA256.HashData(file);
        }
        catch (Exception error) when (error is PrerequisiteException or IOException or UnauthorizedAccessException)
        {
            throw new ShardException($"the shard {path} cannot be read ({error.Message.TrimEnd('.')})", error);
        }
    }

    // What is said of stores ends with what to do about the store of a command, which is another one here.
    private static string Advise(string message) =>
        (message.LastIndexOf(": ", StringComparison.Ordinal) is > 0 and var end && message[end..].Contains("--store", StringComparison.Ordinal)
            && !message[end..].Contains("mia-probe store check", StringComparison.Ordinal) ? message[..end] : message)
        + (message.Contains("mia-probe store check", StringComparison.Ordinal)
            ? ""
            : ": have its task run again, or restore the file from a copy, and give the same command again");
}

/// <summary>A shard cannot be read; the store is as it was.</summary>
internal sealed class ShardException(string message, Exception inner) : Exception(message, inner);
