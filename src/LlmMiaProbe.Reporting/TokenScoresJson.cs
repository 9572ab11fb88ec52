using System.Text.Json;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting;

/// <summary>Token scores as members of a JSON object, see <see cref="EvidenceExport"/>.</summary>
internal static class TokenScoresJson
{
    public static void Write(Utf8JsonWriter json, TokenScores scores)
    {
        if (scores.UnscoredFirstToken is { } first)
        {
            json.WriteNumber("unscoredFirstToken", first);
        }
        else
        {
            json.WriteNull("unscoredFirstToken");
        }

        WriteArray(json, "tokens", scores.Tokens);
        WriteArray(json, "logProb", scores.LogProb);
        WriteKnown(json, "rank", scores, ScoreColumns.Rank, () => WriteArray(json, "rank", scores.Rank));
        WriteKnown(json, "top1", scores, ScoreColumns.Top1, () => WriteArray(json, "top1", scores.Top1));
        WriteKnown(json, "top1LogProb", scores, ScoreColumns.Top1, () => WriteArray(json, "top1LogProb", scores.Top1LogProb));
        WriteKnown(json, "entropy", scores, ScoreColumns.Moments, () => WriteArray(json, "entropy", scores.Entropy));
        WriteKnown(json, "variance", scores, ScoreColumns.Moments, () => WriteArray(json, "variance", scores.Variance));
    }

    private static void WriteKnown(Utf8JsonWriter json, string name, TokenScores scores, ScoreColumns column, Action write)
    {
        if (scores.Columns.HasFlag(column))
        {
            write();
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteArray(Utf8JsonWriter json, string name, int[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    public static void WriteArray(Utf8JsonWriter json, string name, float[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            if (float.IsFinite(value))
            {
                json.WriteNumberValue(value);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }
}
