using System.Text.Json;
using DuckDB.NET.Data;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Reporting.Tests;

/// <summary>What is exported as Parquet, read by DuckDB, holds what the lines hold.</summary>
public sealed class ParquetExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scores_are_the_same_in_both()
    {
        using var scene = new ReportScene([.. Enumerable.Range(0, 6).Select(i => $"d{i}")]);
        scene.Score([.. Enumerable.Range(0, 6).Select(i => new StoredScore(i, "loss", i == 3 ? AttackScore.NotApplicable("too short, \"really\"") : AttackScore.Of(-i / 3.0)))]);
        AssertSame(
            ReportScene.Lines(output => ScoreExport.Write(scene.Store, scene.Run, output)),
            output => ScoreExport.WriteParquet(scene.Store, scene.Run, output),
            [("score", "DOUBLE"), ("headline", "BOOLEAN"), ("document", "VARCHAR"), ("discovery", "BOOLEAN")]);
    }

    [Fact]
    public void Token_scores_are_lists_of_the_same_bits()
    {
        using var scene = new ReportScene("d0", "d1");
        scene.Answer(0, "target/plain", new TokenScores([5, 6], [-0.1f, float.NegativeInfinity], [1, 12], [5, 9], [-0.1f, -0.25f], [1.7f, 2.5f], [0.75f, 3f], 4));
        scene.Answer(1, "reference/plain", TokenScores.OfLogProbs([7], [-1e-20f], null));
        AssertSame(
            ReportScene.Lines(output => EvidenceExport.Write(scene.Store, scene.Run, null, output)),
            output => EvidenceExport.WriteParquet(scene.Store, scene.Run, null, output),
            [("tokens", "INTEGER[]"), ("logProb", "FLOAT[]"), ("variance", "FLOAT[]"), ("model.role", "VARCHAR")]);
    }

    [Fact]
    public void Windows_are_the_same_in_both()
    {
        using var scene = new ExtractionScene();
        AssertSame(
            ReportScene.Lines(output => ExtractionExport.Write(scene.Store, scene.Record, output)),
            output => ExtractionExport.WriteParquet(scene.Store, scene.Record, output),
            [("start", "BIGINT"), ("logPz", "DOUBLE"), ("greedy", "BOOLEAN"), ("queries.0.99", "DOUBLE")]);
    }

    [Fact]
    public void The_questions_to_DuckDB_in_the_docs_have_answers()
    {
        using var scene = new ReportScene([.. Enumerable.Range(0, 6).Select(i => $"d{i}")]);
        scene.Score([.. Enumerable.Range(0, 6).Select(i => new StoredScore(i, "loss", AttackScore.Of(-i / 3.0)))]);
        scene.Answer(2, "target/plain", new TokenScores([5, 6], [-0.5f, -1.5f], [1, 12], [5, 9], [-0.5f, -0.25f], [1.7f, 2.5f], [0.75f, 3f], null));
        Write("scores.parquet", output => ScoreExport.WriteParquet(scene.Store, scene.Run, output));
        Write("evidence.parquet", output => EvidenceExport.WriteParquet(scene.Store, scene.Run, null, output));

        var block = File.ReadAllText(RepositoryFolder.PathOf("src", "docs", "scripts.md")).Split("```sql\n")[1].Split("```")[0];
        var questions = block.Split('\n').Where(line => line.StartsWith("SELECT", StringComparison.Ordinal))
            .Select(line => line.Replace("'scores", $"'{_folder.Path}/scores", StringComparison.Ordinal).Replace("'evidence", $"'{_folder.Path}/evidence", StringComparison.Ordinal).TrimEnd(';'))
            .ToList();

        Assert.Equal(2, questions.Count);
        Assert.StartsWith("loss ", Assert.Single(Query($"SELECT attack || ' ' || gap FROM ({questions[0]})")), StringComparison.Ordinal);
        Assert.Equal(["d2 -1.0"], Query($"SELECT document || ' ' || loss FROM ({questions[1]})"));
    }

    [Fact]
    public void Lists_that_are_missing_or_empty_or_hold_nothing_are_told_apart()
    {
        var path = Path.Combine(_folder.Path, "lists.parquet");
        using (var file = File.Create(path))
        {
            var records = new ParquetRecords(file, [new("a", ColumnKind.Singles), new("b", ColumnKind.Text)]);
            foreach (var json in new[] { "null", "[]", "[null]", "[1.5,null,-0.1]" })
            {
                records.Write(writer =>
                {
                    writer.WritePropertyName("a");
                    writer.WriteRawValue(json);
                });
            }

            records.Complete();
        }

        Assert.Equal(["null", "[]", "[null]", "[1.5,null,-0.10000000149011612]"], Rows(path).Select(row => row.GetProperty("a").GetRawText()));
    }

    private void Write(string name, Action<Stream> write)
    {
        using var file = File.Create(Path.Combine(_folder.Path, name));
        write(file);
    }

    private void AssertSame(List<JsonElement> lines, Action<Stream> write, IReadOnlyList<(string Name, string Type)> types)
    {
        var path = Path.Combine(_folder.Path, "export.parquet");
        using (var file = File.Create(path))
        {
            write(file);
        }

        var rows = Rows(path);
        Assert.NotEmpty(lines);
        Assert.Equal(lines.Count, rows.Count);
        var described = Query($"SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM '{path}')");
        Assert.All(types, type => Assert.Contains($"{type.Name} {type.Type}", described));
        foreach (var (line, row) in lines.Zip(rows))
        {
            foreach (var property in row.EnumerateObject())
            {
                AssertSame(Find(line, property.Name), property.Value, property.Name);
            }
        }
    }

    private static void AssertSame(JsonElement? expected, JsonElement actual, string name)
    {
        if (actual.ValueKind == JsonValueKind.Array && expected is { } list)
        {
            Assert.Equal(list.GetArrayLength(), actual.GetArrayLength());
            Assert.All(list.EnumerateArray().Zip(actual.EnumerateArray()), pair => AssertSame(pair.First, pair.Second, name));
        }
        else if (actual.ValueKind == JsonValueKind.Number)
        {
            Assert.NotNull(expected);
            Assert.True(expected.Value.GetDouble().Equals(actual.GetDouble()) || expected.Value.GetSingle().Equals(actual.GetSingle()), $"{name}: {expected} {actual}");
        }
        else
        {
            Assert.Equal(expected?.ToString() ?? "", actual.ToString());
        }
    }

    private static JsonElement? Find(JsonElement line, string name)
    {
        if (line.TryGetProperty(name, out var value))
        {
            return value;
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && line.TryGetProperty(name[..dot], out var outer) ? Find(outer, name[(dot + 1)..]) : null;
    }

    private static List<JsonElement> Rows(string path) =>
        [.. Query($"SELECT CAST(to_json(t) AS VARCHAR) FROM '{path}' AS t").Select(text => JsonDocument.Parse(text).RootElement)];

    private static List<string> Query(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
