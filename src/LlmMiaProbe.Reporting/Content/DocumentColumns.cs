using System.Globalization;
using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>
/// The table of documents as JSON, a list per column, the highest leading score first: <c>ordinal</c>, <c>id</c>, <c>label</c>, <c>group</c>,
/// <c>bytes</c> (of what is scored), <c>whole</c> (of the whole text, of conversations), <c>hash</c> (first 16 digits),
/// <c>below</c> (share of controls), <c>said</c> (that as a statement), <c>p</c>, <c>q</c>
/// (adjusted), <c>found</c>, <c>extracted</c> (what extraction says), <c>scores</c> (a list per
/// attack), <c>controls</c> (a list per attack: how many, then some of their scores in order), <c>why</c> (reasons without a score: attack, row,
/// place in <c>reasons</c>), <c>block</c> and <c>index</c> (token evidence).
/// What is missing is null.
/// </summary>
internal static class DocumentColumns
{
    private const int MostControls = 101;

    public static void Write(Utf8JsonWriter json, ReportPage page, ReportContent content, ReportOptions options, EvidenceBlocks evidence, Redaction redaction)
    {
        List<int> rows = [.. content.Order.Take(options.MostDocuments)];
        json.WriteStartObject();
        Column(json, "ordinal", rows, row => json.WriteNumberValue(content.Documents[row].Ordinal));
        Column(json, "id", rows, row => json.WriteStringValue(VisibleText.Of(content.Documents[row].Id)));
        Column(json, "label", rows, row => json.WriteStringValue(LabelScale.Of(content.Documents[row])));
        Column(json, "group", rows, row => json.WriteStringValue(content.Documents[row].Group is { } group ? VisibleText.Of(group) : null));
        Column(json, "bytes", rows, row => json.WriteNumberValue(content.Documents[row].Facts.ByteLength));
        Column(json, "whole", rows, row => Whole(json, GivenParts.WholeBytes(content.Documents[row].Facts.Mask)));
        Column(json, "hash", rows, row => json.WriteStringValue(content.Documents[row].Facts.Hash.Hex[..16]));
        Column(json, "below", rows, row => Number(json, content.ShareBelow(row)));
        Column(json, "said", rows, row => json.WriteStringValue(content.StatementOn(row)));
        Column(json, "p", rows, row => Number(json, content.DecisionOn(row)?.PValue));
        Column(json, "q", rows, row => Number(json, content.DecisionOn(row)?.AdjustedPValue));
        Column(json, "found", rows, row =>
        {
            if (content.DecisionOn(row) is { } decision)
            {
                json.WriteNumberValue(decision.IsDiscovery ? 1 : 0);
            }
            else
            {
                json.WriteNullValue();
            }
        });
        var extracted = Extracted(page);
        Column(json, "extracted", rows, row => json.WriteStringValue(extracted.GetValueOrDefault(content.Documents[row].Facts.Hash)));
        Column(json, "block", rows, row => Number(json, evidence.Find(row)?.Block));
        Column(json, "index", rows, row => Number(json, evidence.Find(row)?.Index));
        Column(json, "scores", content.Attacks, attack =>
        {
            json.WriteStartArray();
            rows.ForEach(row => Number(json, attack.Scores[row]?.Value));
            json.WriteEndArray();
        });
        Column(json, "controls", content.Attacks, attack => Controls(json, content, attack));
        WriteReasons(json, content, rows, redaction);
        json.WriteEndObject();
    }

    // Their number and at most 101 of their scores in order, a hundredth of them apart: what a strip can show of where a document stands.
    private static void Controls(Utf8JsonWriter json, ReportContent content, AttackColumn attack)
    {
        List<double> scores =
            [.. content.Documents.Select((document, i) => content.IsControl(document) ? attack.Scores[i]?.Value : null).OfType<double>().Order()];
        json.WriteStartArray();
        json.WriteNumberValue(scores.Count);
        var shown = Math.Min(scores.Count, MostControls);
        for (var i = 0; i < shown; i++)
        {
            Number(json, scores[shown == 1 ? 0 : (int)((long)i * (scores.Count - 1) / (shown - 1))]);
        }

        json.WriteEndArray();
    }

    /// <summary>What extraction says of each text, wherever it stands in the runs about extraction.</summary>
    private static Dictionary<ContentHash, string> Extracted(ReportPage page)
    {
        var said = new Dictionary<ContentHash, string>();
        foreach (var extraction in page.Extractions)
        {
            var hashes = extraction.Documents.ToDictionary(document => document.Ordinal, document => document.Facts.Hash);
            foreach (var document in extraction.Ranked)
            {
                said.TryAdd(hashes[document.Ordinal], ExtractionStatement.Of(document, extraction.Settings));
            }
        }

        return said;
    }

    private static void WriteReasons(Utf8JsonWriter json, ReportContent content, List<int> rows, Redaction redaction)
    {
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        json.WriteStartArray("why");
        for (var attack = 0; attack < content.Attacks.Count; attack++)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                if (content.Attacks[attack].Scores[rows[i]]?.Reason is { } reason)
                {
                    var shown = VisibleText.Of(redaction.Reason(reason));
                    if (!reasons.TryGetValue(shown, out var known))
                    {
                        reasons.Add(shown, known = reasons.Count);
                    }

                    json.WriteStartArray();
                    json.WriteNumberValue(attack);
                    json.WriteNumberValue(i);
                    json.WriteNumberValue(known);
                    json.WriteEndArray();
                }
            }
        }

        json.WriteEndArray();
        Column(json, "reasons", [.. reasons.OrderBy(reason => reason.Value).Select(reason => reason.Key)], (string reason) => json.WriteStringValue(reason));
    }

    private static void Column<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> rows, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            write(row);
        }

        json.WriteEndArray();
    }

    private static void Whole(Utf8JsonWriter json, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void Number(Utf8JsonWriter json, double? value)
    {
        if (value is { } number)
        {
            json.WriteRawValue(number.ToString("G5", CultureInfo.InvariantCulture).Replace("E+", "E", StringComparison.Ordinal));
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
