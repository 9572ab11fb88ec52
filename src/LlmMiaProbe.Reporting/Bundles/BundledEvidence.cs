using System.Text.Json;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Writes what the scores of a run are computed from, so that whoever gets the bundle can compute them again.</summary>
/// <param name="store">Where the run is.</param>
/// <param name="run">The run.</param>
internal sealed class BundledEvidence(IProbeStore store, RunRecord run)
{
    private readonly Dictionary<string, string> _fingerprints = run.Models.ToDictionary(model => model.Role.Name, model => model.Model.Fingerprint.Value);

    /// <summary>Whether scores rest on what the tokens of two tokenizers spell.</summary>
    public bool NeedsVocabularies => Tokenizers(run).Count > 1;

    /// <summary>Those of target and reference, in order.</summary>
    public static IReadOnlyList<string> Tokenizers(RunRecord run) =>
    [
        .. run.Models.Where(model => model.Role == ModelRole.Target || model.Role == ModelRole.Reference)
            .Select(model => model.Model.Tokenizer).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>In order of document, then of request, the last first.</summary>
    public void WriteTokenScores(TextWriter output)
    {
        var (keys, lines) = (new EvidenceKeys(store, run), new JsonLines(output));
        foreach (var (document, evidence) in store.ReadEvidence(run.Id))
        {
            foreach (var (request, scores) in evidence.OrderByDescending(pair => pair.Key, StringComparer.Ordinal))
            {
                var separator = request.IndexOf('/', StringComparison.Ordinal);
                var (role, variant) = (request[..separator], request[(separator + 1)..]);
                // What of a conversation is not scored is not here, and its key rests on that, too.
                var found = document.Facts.Mask is null ? keys.Find(role, scores) : null;
                lines.Write(json =>
                {
                    json.WriteString("document", document.Id);
                    WriteModel(json, role);
                    json.WriteString("variant", variant);
                    WriteScores(json, scores);
                    json.WriteString("key", found?.Key.Hex);
                    WriteNumber(json, "bos", found?.Bos);
                });
            }
        }
    }

    public void WriteWindows(TextWriter output)
    {
        var lines = new JsonLines(output);
        foreach (var document in store.ReadDocuments(run.Id))
        {
            foreach (var window in store.ReadWindows(run.Id, document.Ordinal))
            {
                lines.Write(json =>
                {
                    json.WriteString("document", document.Id);
                    WriteModel(json, window.Request[..window.Request.IndexOf('/', StringComparison.Ordinal)]);
                    json.WriteString("request", window.Request);
                    json.WriteNumber("start", window.Place.Start);
                    json.WriteNumber("suffixStart", window.Place.SuffixStart);
                    json.WriteNumber("suffixEnd", window.Place.SuffixEnd);
                    WriteScores(json, window.Scores);
                });
            }
        }
    }

    public void WriteUnmeasured(TextWriter output)
    {
        var lines = new JsonLines(output);
        foreach (var document in store.ReadDocuments(run.Id))
        {
            foreach (var none in store.ReadUnmeasured(run.Id, document.Ordinal))
            {
                lines.Write(json =>
                {
                    json.WriteString("document", document.Id);
                    json.WriteString("request", none.Request);
                    json.WriteString("reason", none.Reason);
                    json.WriteNumber("windows", none.Windows);
                });
            }
        }
    }

    public void WriteShadows(TextWriter output)
    {
        var lines = new JsonLines(output);
        using var documents = store.ReadDocuments(run.Id).GetEnumerator();
        RunDocument? document = null;
        foreach (var shadow in store.ReadShadows(run.Id))
        {
            while (document?.Ordinal != shadow.Ordinal && documents.MoveNext())
            {
                document = documents.Current;
            }

            lines.Write(json =>
            {
                json.WriteString("document", document?.Id);
                json.WriteNumber("shadow", shadow.Shadow);
                json.WriteBoolean("trainedOn", shadow.IsTrainedOn);
                if (shadow.MeanLogProb is { } mean)
                {
                    json.WriteNumber("meanLogProb", mean);
                }
                else
                {
                    json.WriteNull("meanLogProb");
                }
            });
        }
    }

    public void WriteVocabularies(TextWriter output)
    {
        var lines = new JsonLines(output);
        foreach (var tokenizer in Tokenizers(run))
        {
            if (store.FindVocabulary(tokenizer) is { } vocabulary)
            {
                lines.Write(json =>
                {
                    json.WriteString("tokenizer", tokenizer);
                    json.WriteStartArray("pieces");
                    foreach (var piece in vocabulary.Pieces)
                    {
                        json.WriteBase64StringValue(piece);
                    }

                    json.WriteEndArray();
                });
            }
        }
    }

    private void WriteModel(Utf8JsonWriter json, string role)
    {
        json.WriteStartObject("model");
        json.WriteString("role", role);
        json.WriteString("fingerprint", _fingerprints.GetValueOrDefault(role));
        json.WriteEndObject();
    }

    private static void WriteScores(Utf8JsonWriter json, TokenScores scores)
    {
        TokenScoresJson.Write(json, scores);
        WriteNumber(json, "unscoredBytes", scores.UnscoredBytes);
        if (scores.Columns.HasFlag(ScoreColumns.Bounds))
        {
            TokenScoresJson.WriteArray(json, "high", scores.High);
        }
        else
        {
            json.WriteNull("high");
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? number)
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
