using System.Text.Json;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>
/// The characters of a document that its corpus says a model was trained on, in UTF-16 characters: the field
/// <c>trained_characters</c> with an array of start and end. Nothing is computed from it but what is shown beside it.
/// </summary>
public readonly record struct TrainedPart(int Start, int End)
{
    /// <summary>Null if the corpus does not say, or says something else.</summary>
    public static TrainedPart? Of(RunDocument document)
    {
        if (document.Fields is not { } fields)
        {
            return null;
        }

        using var json = JsonDocument.Parse(fields);
        return json.RootElement.TryGetProperty("trained_characters", out var part)
            && part.ValueKind == JsonValueKind.Array && part.GetArrayLength() == 2
            && TryGet(part[0], out var start) && TryGet(part[1], out var end) && start >= 0 && start < end
                ? new TrainedPart(start, end)
                : null;
    }

    /// <summary>Characters that suffixes cover inside and outside, and of these those with at least a probability.</summary>
    public TrainedCoverage Measure(CharacterCoverage coverage, double probability) => new(
        coverage.CountBetween(Start, End),
        coverage.CountBetween(Start, End, probability),
        coverage.Covered - coverage.CountBetween(Start, End),
        coverage.CountAtLeast(probability) - coverage.CountBetween(Start, End, probability));

    private static bool TryGet(JsonElement element, out int value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value);
    }
}

/// <summary>Coverage of the part of a document that a model is said to be trained on, and of the rest, in characters.</summary>
/// <param name="Inside">Covered by a suffix.</param>
/// <param name="InsideAtLeast">Of these, with at least the probability asked for.</param>
/// <param name="Outside">Covered by a suffix.</param>
/// <param name="OutsideAtLeast">Of these, with at least the probability asked for.</param>
public readonly record struct TrainedCoverage(int Inside, int InsideAtLeast, int Outside, int OutsideAtLeast)
{
    public double InsideShare => Inside == 0 ? 0 : (double)InsideAtLeast / Inside;

    public double OutsideShare => Outside == 0 ? 0 : (double)OutsideAtLeast / Outside;
}
