using System.Globalization;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tests.Maintenance;

/// <summary>Shards and the store that they are merged into, in one folder that is gone after the test.</summary>
internal sealed class ShardScene : IDisposable
{
    public const string NoAnswer = "its tokens do not fall where the window is cut";

    public string Folder { get; } = Directory.CreateTempSubdirectory("mia-probe-merge-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Makes a shard and gives its path.</summary>
    public string Make(string name, Action<SqliteProbeStore> fill)
    {
        using var store = SqliteProbeStore.Open(PathOf(name));
        fill(store);
        return PathOf(name);
    }

    public string MakeOf(string name, IEnumerable<int> numbers) => Make(name, store => AddAll(store, numbers));

    public static void AddAll(SqliteProbeStore store, IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
        {
            store.AddEvidence(Samples.Key(number), Samples.Fingerprint, "exact", Samples.Scores(number));
        }
    }

    public static FailedEvidence Failed(string reason, int hour) => new(Samples.Fingerprint, "exact", reason, Samples.Noon.AddHours(hour));

    /// <summary>Merges in this order; every shard must be read to its end, without a conflict.</summary>
    public IReadOnlyList<ShardMerge> Merge(string into, params string[] shards)
    {
        using var store = SqliteProbeStore.Open(PathOf(into));
        var merged = new List<ShardMerge>();
        store.Merge(shards, Samples.Noon, merged.Add, CancellationToken.None);
        Assert.All(merged, one => Assert.Equal((null, 0L), (one.Failure, one.Conflicts)));
        Assert.Empty(store.Check().Problems);
        return merged;
    }

    /// <summary>Merges one, whatever becomes of it.</summary>
    public static ShardMerge MergeOne(SqliteProbeStore store, string shard)
    {
        var merged = new List<ShardMerge>();
        store.Merge([shard], Samples.Noon, merged.Add, CancellationToken.None);
        return Assert.Single(merged);
    }

    /// <summary>All that a merge takes, by what it is found by: numbers of rows left out.</summary>
    public static IReadOnlyList<string> Dump(string path)
    {
        using var session = StoreFile.OpenForReading(path);
        string[] queries =
        [
            """
            SELECT 'evidence', hex(e.key), m.fingerprint, e.tokens, hex(e.payload), e.no_answer, hex(e.binding), n.text
            FROM evidence e JOIN models m ON m.id = e.model LEFT JOIN names n ON n.id = e.policy ORDER BY e.key
            """,
            """
            SELECT 'failure', hex(f.key), m.fingerprint, n.text, f.reason, f.made, '', '' FROM evidence_failures f JOIN models m ON m.id = f.model
            JOIN names n ON n.id = f.policy ORDER BY f.key
            """,
            """
            SELECT 'attempt', hex(a.key), m.fingerprint, n.text, hex(p.digest), a.output_text, a.failure, a.made || hex(a.binding)
            FROM attempts a JOIN models m ON m.id = a.model JOIN names n ON n.id = a.policy JOIN prompts p ON p.id = a.prompt ORDER BY a.key, a.made
            """,
            "SELECT 'vocabulary', tokenizer, hex(pieces), hex(binding), '', '', '', '' FROM vocabularies ORDER BY tokenizer",
            "SELECT 'identity', fingerprint, url, reported_model, name, answers, made, hex(binding) FROM endpoint_identities ORDER BY fingerprint",
        ];
        return [.. queries.SelectMany(query => session.Rows(
            query,
            row => string.Join('|', Enumerable.Range(0, 8).Select(i => Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture)))))];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
