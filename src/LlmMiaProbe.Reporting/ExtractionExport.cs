using System.Text.Json;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// The windows of an extraction run, one record per window and model: <c>document</c>, <c>start</c>,
/// <c>suffixStart</c>, <c>suffixEnd</c> (UTF-16 characters of the document), <c>model</c> (role), <c>logPz</c> (nats; null where the
/// suffix cannot be drawn), <c>schemes</c> (the same under each decoding scheme), <c>shuffledLogPz</c> (after the prefix in random
/// order; null if not asked for), <c>greedy</c>, <c>extractionStrength</c>, <c>exactMemorization</c>, <c>rankBits</c>, the same with
/// <c>AtMost</c> at the end, and <c>queries</c> (draws needed for a success probability of .5, .9 and .99). Where an endpoint shows
/// only bounds, the first ones are what is certain; else both are the same. Windows without an answer are left out.
/// </summary>
public static class ExtractionExport
{
    public static void Write(IProbeStore store, RunRecord run, TextWriter output, RecordFormat format = RecordFormat.JsonLines) =>
        Write(store, run, format == RecordFormat.Csv ? new CsvLines(output, [.. Columns(run).Select(column => column.Name)]) : new JsonLines(output));

    /// <summary>As a Parquet file.</summary>
    public static void WriteParquet(IProbeStore store, RunRecord run, Stream output)
    {
        var records = new ParquetRecords(output, Columns(run));
        Write(store, run, records);
        records.Complete();
    }

    private static void Write(IProbeStore store, RunRecord run, IRecordLines lines)
    {
        store.RequireEvidence(run);
        var schemes = run.Settings.Extraction?.Schemes ?? [];
        foreach (var document in store.ReadDocuments(run.Id))
        {
            foreach (var sameStart in StoredWindow.ByStart(store.ReadWindows(run.Id, document.Ordinal)))
            {
                foreach (var role in run.Models.Select(model => model.Role))
                {
                    if (sameStart.TryGetValue(WindowRequest.Of(role), out var window))
                    {
                        var underSchemes = new OrderedDictionary<string, double?>(
                            schemes.Select(scheme => KeyValuePair.Create(scheme.Id, LogPz(sameStart, WindowRequest.Under(role, scheme)))));
                        lines.Write(json => Write(json, document.Id, role, window, underSchemes, LogPz(sameStart, WindowRequest.Shuffled(role))));
                    }
                }
            }
        }
    }

    private static RecordColumn[] Columns(RunRecord run) =>
    [
        new("document", ColumnKind.Text), new("start", ColumnKind.Whole), new("suffixStart", ColumnKind.Whole), new("suffixEnd", ColumnKind.Whole),
        new("model", ColumnKind.Text), new("logPz", ColumnKind.Number),
        .. (run.Settings.Extraction?.Schemes ?? []).Select(scheme => new RecordColumn($"schemes.{scheme.Id}", ColumnKind.Number)),
        new("shuffledLogPz", ColumnKind.Number), new("greedy", ColumnKind.Flag), new("extractionStrength", ColumnKind.Number),
        new("exactMemorization", ColumnKind.Number), new("rankBits", ColumnKind.Number), new("logPzAtMost", ColumnKind.Number),
        new("greedyAtMost", ColumnKind.Flag), new("extractionStrengthAtMost", ColumnKind.Number), new("exactMemorizationAtMost", ColumnKind.Number),
        .. ExtractionNumbers.Queries(0).Select(query => new RecordColumn($"queries.{query.Key}", ColumnKind.Number)),
    ];

    private static double? LogPz(IReadOnlyDictionary<string, StoredWindow> sameStart, string request) =>
        sameStart.TryGetValue(request, out var window) ? ExtractionNumbers.Of(window.Scores.TotalLogProb) : null;

    private static void Write(
        Utf8JsonWriter json, string document, ModelRole role, StoredWindow window, IReadOnlyDictionary<string, double?> schemes, double? shuffled)
    {
        var measures = WindowMeasures.Of(window.Scores);
        json.WriteString("document", document);
        json.WriteNumber("start", window.Place.Start);
        json.WriteNumber("suffixStart", window.Place.SuffixStart);
        json.WriteNumber("suffixEnd", window.Place.SuffixEnd);
        json.WriteString("model", role.Name);
        WriteNumber(json, "logPz", ExtractionNumbers.Of(measures.LogPz));
        WriteNumbers(json, "schemes", schemes);
        WriteNumber(json, "shuffledLogPz", shuffled);
        json.WriteBoolean("greedy", measures.IsGreedy);
        json.WriteNumber("extractionStrength", measures.ExtractionStrength);
        json.WriteNumber("exactMemorization", measures.ExactMemorization);
        json.WriteNumber("rankBits", measures.RankBits);
        var most = WindowMeasures.AtMost(window.Scores);
        WriteNumber(json, "logPzAtMost", ExtractionNumbers.Of(most.LogPz));
        json.WriteBoolean("greedyAtMost", most.IsGreedy);
        json.WriteNumber("extractionStrengthAtMost", most.ExtractionStrength);
        json.WriteNumber("exactMemorizationAtMost", most.ExactMemorization);
        WriteNumbers(json, "queries", ExtractionNumbers.Queries(measures.LogPz));
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, double?> numbers)
    {
        json.WriteStartObject(name);
        foreach (var (key, number) in numbers)
        {
            WriteNumber(json, key, number);
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
