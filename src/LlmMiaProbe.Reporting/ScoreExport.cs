using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// The scores of a run, one record per document and attack: <c>document</c>, <c>label</c>, <c>attack</c>,
/// <c>score</c> (higher means more likely a member; null if there is none), <c>status</c> (scored, not-applicable, failed), <c>reason</c>,
/// <c>headline</c> (whether the attack is one of those that count), <c>pValue</c> (conformal, among the calibration
/// non-members), <c>adjustedPValue</c> (Benjamini-Hochberg over the tested documents) and <c>discovery</c> (whether that is
/// within the run's false discovery rate); the last three are null for documents that are not tested.
/// </summary>
public static class ScoreExport
{
    private static readonly RecordColumn[] s_columns =
    [
        new("document", ColumnKind.Text), new("label", ColumnKind.Text), new("attack", ColumnKind.Text), new("score", ColumnKind.Number),
        new("status", ColumnKind.Text), new("reason", ColumnKind.Text), new("headline", ColumnKind.Flag), new("pValue", ColumnKind.Number),
        new("adjustedPValue", ColumnKind.Number), new("discovery", ColumnKind.Flag),
    ];

    public static void Write(IProbeStore store, long run, TextWriter output, RecordFormat format = RecordFormat.JsonLines) =>
        Write(store, run, format == RecordFormat.Csv ? new CsvLines(output, [.. s_columns.Select(column => column.Name)]) : new JsonLines(output));

    /// <summary>As a Parquet file.</summary>
    public static void WriteParquet(IProbeStore store, long run, Stream output)
    {
        var records = new ParquetRecords(output, s_columns);
        Write(store, run, records);
        records.Complete();
    }

    private static void Write(IProbeStore store, long run, IRecordLines lines)
    {
        foreach (var row in Rows(store, run))
        {
            lines.Write(json =>
            {
                json.WriteString("document", row.Document);
                json.WriteString("label", row.Label);
                json.WriteString("attack", row.Attack);
                if (row.Score is { } score)
                {
                    json.WriteNumber("score", score);
                }
                else
                {
                    json.WriteNull("score");
                }

                json.WriteString("status", row.Status);
                json.WriteString("reason", row.Reason);
                json.WriteBoolean("headline", row.IsHeadline);
                WriteDecision(json, row.Decision);
            });
        }
    }

    /// <summary>In order of document, then of attack.</summary>
    internal static IEnumerable<ScoreRow> Rows(IProbeStore store, long run)
    {
        var failed = store.ReadFailures(run).Where(failure => failure.IsFatal).Select(failure => failure.Ordinal).ToHashSet();
        var decisions = RunDecisions.Read(store, run);
        using var documents = store.ReadDocuments(run).GetEnumerator();
        foreach (var stored in store.ReadScores(run))
        {
            while (documents.Current is null || documents.Current.Ordinal != stored.Ordinal)
            {
                documents.MoveNext();
            }

            yield return new ScoreRow(
                documents.Current.Id,
                documents.Current.Label.ToText(),
                stored.Attack,
                stored.Score.Value,
                stored.Score.Value is not null ? "scored" : failed.Contains(stored.Ordinal) ? "failed" : "not-applicable",
                stored.Score.Reason,
                decisions.Headline.Attacks.Contains(stored.Attack),
                decisions.Find(stored.Ordinal, stored.Attack));
        }
    }

    private static void WriteDecision(Utf8JsonWriter json, Decision? decision)
    {
        if (decision is { } made)
        {
            json.WriteNumber("pValue", made.PValue);
            json.WriteNumber("adjustedPValue", made.AdjustedPValue);
            json.WriteBoolean("discovery", made.IsDiscovery);
        }
        else
        {
            json.WriteNull("pValue");
            json.WriteNull("adjustedPValue");
            json.WriteNull("discovery");
        }
    }
}
