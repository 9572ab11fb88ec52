using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Benchmarks;

/// <summary>Merges shards of random evidence of 50 tokens: rows a second, size and memory.</summary>
internal static class MergeBenchmark
{
    private const int Tokens = 50;
    private const int Payloads = 2000;
    private const string Policy = "exact; context 512; synthetic";

    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(10);

    public static int Run(int shards, int rows, string folder, TextWriter output)
    {
        Directory.CreateDirectory(folder);
        var payloads = MakePayloads();
        var paths = Enumerable.Range(0, shards).Select(shard => Make(folder, shard, rows, payloads)).ToList();
        var size = new FileInfo(paths[0]).Length / (double)rows;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shards} shards of {rows} rows, {size:0} bytes a row"));
        var began = Stopwatch.GetTimestamp();
        var (total, into) = (0L, Path.Combine(folder, "merged.db"));
        using (var store = SqliteProbeStore.Open(into))
        using (var watch = StoreFile.OpenForReading(into))
        using (new Timer(_ => Tell($"{Seconds(began):0} s: {Count(watch)} rows"), null, s_pace, s_pace))
        {
            store.Merge(paths, TimeProvider.System.GetUtcNow(), Show, CancellationToken.None);
        }

        var seconds = Seconds(began);
        using var self = Process.GetCurrentProcess();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{total} rows in {seconds:0.0} s: {total / seconds:0} rows/s; peak memory {self.PeakWorkingSet64 >> 20} MiB; "
            + $"processor time {self.TotalProcessorTime.TotalSeconds:0.0} s"));
        return total == (long)shards * rows || total == 0 ? 0 : 1;

        void Show(ShardMerge merged)
        {
            total += merged.Rows;
            Tell($"{Path.GetFileName(merged.Shard)} at {Seconds(began):0.0} s: {merged.Added} new, {merged.Known} known {merged.Failure}");
        }

        void Tell(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }

    private static long Count(StoreSession store) => store.Scalar("SELECT max(id) FROM evidence") as long? ?? 0;

    private static string Make(string folder, int shard, int rows, List<byte[]> payloads)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{shard:0000}.r0.db"));
        if (File.Exists(path))
        {
            return path;
        }

        using var session = StoreFile.OpenForWriting(path);
        var model = new string('a', 64);
        session.Write(() =>
        {
            session.Execute("INSERT INTO models (fingerprint) VALUES (?1)", model);
            session.Execute("INSERT INTO names (text) VALUES (?1)", Policy);
            for (var row = 0; row < rows; row++)
            {
                var (key, payload) = (SHA256.HashData(BitConverter.GetBytes(((long)shard * rows) + row)), payloads[row % payloads.Count]);
                session.Execute(
                    "INSERT INTO evidence (key, model, tokens, payload, binding, policy) VALUES (?1, 1, ?2, ?3, ?4, 1)",
                    key,
                    Tokens,
                    payload,
                    Bindings.OfEvidence(key, model, payload, null, Policy));
            }
        });
        return path;
    }

    // With the spread of a small model on prose, so that they are as long as real ones.
    private static List<byte[]> MakePayloads()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Payloads).Select(_ =>
        {
            var tokens = Draw(() => random.Next(32_000));
            var logProb = Draw(() => (float)(-6 * random.NextDouble() * random.NextDouble()) - 0.01f);
            var rank = Draw(() => 1 + (int)(200 * Math.Pow(random.NextDouble(), 6)));
            var top1 = tokens.Select((token, t) => rank[t] == 1 ? token : random.Next(32_000)).ToArray();
            var top1LogProb = logProb.Select((value, t) => rank[t] == 1 ? value : value / 2).ToArray();
            var (entropy, variance) = (Draw(() => (float)(4 * random.NextDouble())), Draw(() => (float)(8 * random.NextDouble())));
            return TokenScoresCodec.Encode(new TokenScores(tokens, logProb, rank, top1, top1LogProb, entropy, variance, null));
        })];

        static T[] Draw<T>(Func<T> one) => [.. Enumerable.Range(0, Tokens).Select(_ => one())];
    }

    private static double Seconds(long from) => Stopwatch.GetElapsedTime(from).TotalSeconds;
}
