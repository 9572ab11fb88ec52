using System.Text.Json;
using System.Text.Unicode;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// The evidence of a run as JSON lines, one object per document, model and text variant: <c>document</c>, <c>model</c> (<c>role</c>,
/// <c>fingerprint</c>), <c>variant</c>, <c>unscoredFirstToken</c> (null if a BOS preceded the text) and the arrays <c>tokens</c>,
/// <c>logProb</c>, <c>rank</c>, <c>top1</c>, <c>top1LogProb</c>, <c>entropy</c>, <c>variance</c> of equal length (null for a
/// column that an endpoint did not return) and <c>pieces</c>: what each token spells, as a string, or as the list of its bytes where it is
/// no whole characters (absent where that is not known or not kept; <c>unscoredFirstPiece</c> likewise). Nats; a <c>logProb</c> is null where
/// the model gives the token probability 0, since JSON has no infinity. Of a chat record the arrays are of what is scored alone, and
/// <c>mask</c> says what that is (<see cref="Corpora.RenderedText.Mask"/>).
/// </summary>
public static class EvidenceExport
{
    private static readonly RecordColumn[] s_columns =
    [
        new("document", ColumnKind.Text), new("model.role", ColumnKind.Text), new("model.fingerprint", ColumnKind.Text), new("variant", ColumnKind.Text),
            new("mask", ColumnKind.Text),
        new("unscoredFirstToken", ColumnKind.Whole), new("tokens", ColumnKind.Wholes), new("logProb", ColumnKind.Singles), new("rank", ColumnKind.Wholes),
        new("top1", ColumnKind.Wholes), new("top1LogProb", ColumnKind.Singles), new("entropy", ColumnKind.Singles), new("variance", ColumnKind.Singles),
    ];

    /// <param name="store">Where the run is.</param>
    /// <param name="run">Its id.</param>
    /// <param name="variant">Text variant to write, such as <c>plain</c>; null for all.</param>
    /// <param name="output">Receives the lines.</param>
    public static void Write(IProbeStore store, long run, string? variant, TextWriter output) =>
        Write(store, run, variant, new JsonLines(output), spells: true);

    /// <summary>As a Parquet file, without what the tokens spell.</summary>
    /// <inheritdoc cref="Write(IProbeStore, long, string?, TextWriter)" path="/param"/>
    public static void WriteParquet(IProbeStore store, long run, string? variant, Stream output)
    {
        var records = new ParquetRecords(output, s_columns);
        Write(store, run, variant, records, spells: false);
        records.Complete();
    }

    private static void Write(IProbeStore store, long run, string? variant, IRecordLines lines, bool spells)
    {
        var models = store.FindRun(run)?.Models.ToDictionary(model => model.Role.Name, model => model.Model) ?? [];
        var vocabularies = models.ToDictionary(model => model.Key, model => spells ? store.FindVocabulary(model.Value.Tokenizer) : null);
        foreach (var (document, evidence) in store.ReadEvidence(run))
        {
            foreach (var (request, scores) in evidence.OrderByDescending(pair => pair.Key, StringComparer.Ordinal))
            {
                var separator = request.IndexOf('/', StringComparison.Ordinal);
                var (role, name) = (request[..separator], request[(separator + 1)..]);
                if (variant is null || name == variant)
                {
                    lines.Write(json =>
                    {
                        WriteHead(json, document.Id, role, models.GetValueOrDefault(role)?.Fingerprint.Value, name, document.Facts.Mask);
                        TokenScoresJson.Write(json, scores);
                        if (vocabularies.GetValueOrDefault(role) is { } vocabulary)
                        {
                            WritePieces(json, scores, vocabulary);
                        }
                    });
                }
            }
        }
    }

    private static void WriteHead(Utf8JsonWriter json, string document, string role, string? fingerprint, string variant, string? mask)
    {
        json.WriteString("document", document);
        json.WriteStartObject("model");
        json.WriteString("role", role);
        json.WriteString("fingerprint", fingerprint);
        json.WriteEndObject();
        json.WriteString("variant", variant);
        if (mask is not null)
        {
            json.WriteString("mask", mask);
        }
    }

    private static void WritePieces(Utf8JsonWriter json, TokenScores scores, Vocabulary vocabulary)
    {
        json.WriteStartArray("pieces");
        foreach (var token in scores.Tokens)
        {
            WritePiece(json, vocabulary.BytesOf(token));
        }

        json.WriteEndArray();
        if (scores.UnscoredFirstToken is { } first)
        {
            json.WritePropertyName("unscoredFirstPiece");
            WritePiece(json, vocabulary.BytesOf(first));
        }
    }

    private static void WritePiece(Utf8JsonWriter json, ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            json.WriteStringValue(bytes);
            return;
        }

        json.WriteStartArray();
        foreach (var one in bytes)
        {
            json.WriteNumberValue(one);
        }

        json.WriteEndArray();
    }
}
