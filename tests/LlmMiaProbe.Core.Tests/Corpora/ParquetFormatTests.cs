using System.Text.Json;
using DuckDB.NET.Data;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

/// <summary>Parquet files as DuckDB writes them.</summary>
public sealed class ParquetFormatTests : IDisposable
{
    private const string Kinds = """
        'Document '||i AS text, CASE WHEN i%2=0 THEN 'member' ELSE 'nonmember' END AS label, i AS id, i%3=0 AS flag,
        CASE WHEN i%4=0 THEN NULL ELSE i*CAST(1.5 AS DOUBLE) END AS weight, {'set': 'set'||(i%3), 'deep': {'n': CASE WHEN i=1 THEN NULL ELSE i END}} AS meta,
        CASE WHEN i=2 THEN NULL ELSE {'a': 1} END AS maybe,
        [{'role': 'user', 'content': 'q'||i}, {'role': 'assistant', 'content': NULL}] AS messages,
        CASE WHEN i%5=0 THEN NULL WHEN i%5=1 THEN [] ELSE [i, NULL, i+1] END AS numbers, [[1, 2], [], NULL, [i]] AS lists,
        MAP {'k': i} AS pairs, CAST('plain' AS BLOB) AS letters, '\xFF\xFE'::BLOB AS bytes, DATE '2024-01-02' AS day, CAST(1.25 AS DECIMAL(9, 2)) AS price,
        CAST('a' AS ENUM('a', 'b')) AS choice
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("COMPRESSION zstd")]
    [InlineData("COMPRESSION snappy")]
    [InlineData("COMPRESSION gzip")]
    [InlineData("COMPRESSION brotli")]
    [InlineData("COMPRESSION lz4_raw")]
    [InlineData("COMPRESSION uncompressed")]
    [InlineData("COMPRESSION zstd, PARQUET_VERSION V2")]
    public void Columns_of_every_kind_become_fields(string options)
    {
        var path = Write("a.parquet", $"SELECT {Kinds} FROM range(7) t(i)", options);
        var documents = CorpusReader.Read([new CorpusSource(path)]).Select(entry => entry.Document).ToList();
        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"Document {i}"), documents.Select(document => document?.Text));
        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"{i}"), documents.Select(document => document?.Id));
        Assert.Equal(Enumerable.Range(0, 7).Select(i => i % 2 == 0 ? "member" : "nonmember"), documents.Select(document => document?.Label.ToText()));
        Assert.Equal($"{path}:3", documents[2]?.Origin);
        string[] fields = [.. documents.Select(document => JsonSerializer.Serialize(JsonDocument.Parse(document?.Fields ?? "")))];
        const string Rest = "\"letters\":\"plain\",\"day\":\"2024-01-02\",\"price\":1.25,\"choice\":\"a\"}";
        Assert.Equal(
            """{"flag":true,"weight":null,"meta":{"set":"set0","deep":{"n":0}},"maybe":{"a":1},"messages":[{"role":"user","content":"q0"},{"role":"assistant","content":null}],"numbers":null,"lists":[[1,2],[],null,[0]],"pairs":{"k":0},""" + Rest,
            fields[0]);
        Assert.Equal(
            """{"flag":false,"weight":1.5,"meta":{"set":"set1","deep":{"n":null}},"maybe":{"a":1},"messages":[{"role":"user","content":"q1"},{"role":"assistant","content":null}],"numbers":[],"lists":[[1,2],[],null,[1]],"pairs":{"k":1},""" + Rest,
            fields[1]);
        Assert.Equal(
            """{"flag":false,"weight":3,"meta":{"set":"set2","deep":{"n":2}},"maybe":null,"messages":[{"role":"user","content":"q2"},{"role":"assistant","content":null}],"numbers":[2,null,3],"lists":[[1,2],[],null,[2]],"pairs":{"k":2},""" + Rest,
            fields[2]);
    }

    [Fact]
    public void Row_groups_follow_each_other_and_the_name_does_not_matter()
    {
        var path = Write("a.csv", "SELECT 'd'||i AS id, 'Document '||i||' of many' AS text, 'set '||(i%3) AS source FROM range(10000) t(i)", "ROW_GROUP_SIZE 2048");
        var told = new List<string>();
        var documents = CorpusReader.Read([new CorpusSource(path)], told.Add).Select(entry => entry.Document).ToList();
        Assert.Equal(Enumerable.Range(0, 10000).Select(i => ($"d{i}", $"Document {i} of many", $$"""{"source":"set {{i % 3}}"}""")), documents.Select(document => (document?.Id ?? "", document?.Text ?? "", document?.Fields ?? "")));
        Assert.Equal($"{Path.GetFileName(path)}: Parquet", told[0]);
    }

    [Fact]
    public void Texts_of_any_length_are_read_back_exactly()
    {
        var path = Write("a.parquet", "SELECT i AS id, repeat('ä🙂', i*i) || i AS text FROM range(300) t(i)", "COMPRESSION zstd");
        Assert.Equal(
            Enumerable.Range(0, 300).Select(i => string.Concat(Enumerable.Repeat("ä🙂", i * i)) + i),
            CorpusReader.Read([new CorpusSource(path)]).Select(entry => entry.Document?.Text));
    }

    [Fact]
    public void A_cut_file_is_one_defect()
    {
        var whole = File.ReadAllBytes(Write("a.parquet", "SELECT i AS id, 'text '||i AS text FROM range(100) t(i)", "COMPRESSION zstd"));
        foreach (var length in new[] { 4, 8, 12, whole.Length / 2, whole.Length - 1 })
        {
            var entry = Assert.Single(CorpusReader.Read([new CorpusSource(folder.Write("cut.parquet", whole[..length]))]));
            Assert.Equal(
                "the Parquet file is cut or damaged (its footer is missing); copy it again; 0 records came before, and nothing after it is read",
                entry.Defect?.Reason);
        }
    }

    [Fact]
    public void An_encrypted_file_is_one_defect()
    {
        var path = folder.Write("a.parquet", [.. "PAR1"u8, .. new byte[40], .. "PARE"u8]);
        Assert.Contains("is encrypted", Assert.Single(CorpusReader.Read([new CorpusSource(path)])).Defect?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_anywhere_is_a_defect_or_harmless_and_costs_no_memory()
    {
        var whole = File.ReadAllBytes(Write("a.parquet", "SELECT i AS id, 'text '||i AS text, [{'n': i}] AS list FROM range(40) t(i)", "COMPRESSION snappy"));
        var most = 0L;
        for (var at = 4; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            var flip = (at % 3) switch { 0 => (byte)0x01, 1 => (byte)0x80, _ => (byte)0xFF };
            damaged[at] ^= flip;
            var file = folder.Write("damaged.parquet", damaged);
            var before = GC.GetTotalAllocatedBytes();
            var error = Record.Exception(() => CorpusReader.Read([new CorpusSource(file)]).Count());
            most = Math.Max(most, GC.GetTotalAllocatedBytes() - before);
            Assert.True(error is null, $"{flip} at {at}: {error}");
        }

        // A count that is believed would cost gigabytes at once. Other tests allocate beside this one, but not so much in one reading.
        Assert.InRange(most, 1, 1L << 30);
    }

    [Fact]
    public void More_values_than_are_read_at_once_are_refused_before_room_is_made()
    {
        var path = Write("a.parquet", "SELECT i%3 AS id, 'x' AS text FROM range(17000000) t(i)", "COMPRESSION zstd, ROW_GROUP_SIZE 20000000");
        Assert.Contains(
            "has a column of 17,000,000 values", Assert.Single(CorpusReader.Read([new CorpusSource(path)])).Defect?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_parquet_file_is_refused()
    {
        var path = folder.Path + "/a.parquet.gz";
        using (var packed = new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Fastest))
        {
            packed.Write(File.ReadAllBytes(Write("a.parquet", "SELECT 1 AS id, 'x' AS text", "COMPRESSION zstd")));
        }

        var error = Assert.Throws<ConfigurationException>(() => CorpusReader.Read([new CorpusSource(path)]));
        Assert.Contains("unpack it first", error.Message, StringComparison.Ordinal);
    }

    private string Write(string name, string query, string options)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY ({query}) TO '{folder.Path}/{name}' (FORMAT parquet, {options})";
        command.ExecuteNonQuery();
        return $"{folder.Path}/{name}";
    }
}
