using System.Text.Json;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// The evidence of a run as JSON lines, one object per document, model and text variant: <c>document</c>, <c>model</c> (<c>role</c>,
/// <c>fingerprint</c>), <c>variant</c>, <c>unscoredFirstToken</c> (null if a BOS preceded the text) and the arrays <c>tokens</c>,
/// <c>logProb</c>, <c>rank</c>, <c>top1</c>, <c>top1LogProb</c>, <c>entropy</c>, <c>variance</c> of equal length (null for a
/// column that an endpoint did not return). Nats; a <c>logProb</c> is null where the model gives the token probability 0, since
/// JSON has no infinity. Of a chat record the arrays are of what is scored alone, and <c>mask</c> says what that is
/// (<see cref="Corpora.RenderedText.Mask"/>).
/// </summary>
public static class EvidenceExport
{
    /// <param name="store">Where the run is.</param>
    /// <param name="run">Its id.</param>
    /// <param name="variant">Text variant to write, such as <c>plain</c>; null for all.</param>
    /// <param name="output">Receives the lines.</param>
    public static void Write(IProbeStore store, long run, string? variant, TextWriter output)
    {
        var fingerprints = store.FindRun(run)?.Models.ToDictionary(model => model.Role.Name, model => model.Model.Fingerprint.Value) ?? [];
        var lines = new JsonLines(output);
        foreach (var (document, evidence) in store.ReadEvidence(run))
        {
            foreach (var (request, scores) in evidence.OrderByDescending(pair => pair.Key, StringComparer.Ordinal))
            {
                var separator = request.IndexOf('/', StringComparison.Ordinal);
                var (role, name) = (request[..separator], request[(separator + 1)..]);
                if (variant is null || name == variant)
                {
                    lines.Write(json => Write(json, document.Id, role, fingerprints.GetValueOrDefault(role), name, scores, document.Facts.Mask));
                }
            }
        }
    }

    private static void Write(Utf8JsonWriter json, string document, string role, string? fingerprint, string variant, TokenScores scores, string? mask)
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

        TokenScoresJson.Write(json, scores);
    }
}
