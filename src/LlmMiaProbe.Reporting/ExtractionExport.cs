using System.Text.Json;
using LlmMiaProbe.Decoding;
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
    public static void Write(IProbeStore store, RunRecord run, TextWriter output, RecordFormat format = RecordFormat.JsonLines)
    {
        store.RequireEvidence(run);
        var schemes = run.Settings.Extraction?.Schemes ?? [];
        IRecordLines lines = format == RecordFormat.Csv ? new CsvLines(output, Columns(schemes)) : new JsonLines(output);
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

    private static string[] Columns(IReadOnlyList<DecodingScheme> schemes) =>
    [
        "document", "start", "suffixStart", "suffixEnd", "model", "logPz", .. schemes.Select(scheme => $"schemes.{scheme.Id}"), "shuffledLogPz", "greedy",
        "extractionStrength", "exactMemorization", "rankBits",
        "logPzAtMost",
        "greedyAtMost",
        "extractionStrengthAtMost",
        "exactMemorizationAtMost",
        .. ExtractionNumbers.Queries(0).Select(query => $"queries.{query.Key}"),
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
