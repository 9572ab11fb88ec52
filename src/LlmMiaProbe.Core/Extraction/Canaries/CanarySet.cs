using System.Text.Json;

namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>Canaries that are known in full, and how the references that they are ranked among are drawn.</summary>
public sealed record CanarySet
{
    public required CanaryTemplate Template { get; init; }

    public required SecretAlphabet Alphabet { get; init; }

    public required IReadOnlyList<Canary> Canaries { get; init; }

    /// <summary>References that were announced for each canary; null if none were.</summary>
    public int? AnnouncedReferences { get; init; }

    /// <summary>
    /// Whether the canaries were drawn again from a seed that was committed to beforehand. Only then does the rank's p-value rest on
    /// nothing but the draw.
    /// </summary>
    public required bool IsSealed { get; init; }

    /// <summary>Seed of the references.</summary>
    public required string Seed { get; init; }

    /// <summary>Texts of the canary's own carrier with other secrets, all different.</summary>
    /// <exception cref="ConfigurationException">There are not so many secrets.</exception>
    public IReadOnlyList<string> References(Canary canary, int count)
    {
        Alphabet.RequireReferences(count);
        return [.. new SecretDraw(Seed, $"{canary.Id}/references").Others(canary.Secret, count, Alphabet).Select(canary.TextWith)];
    }

    /// <summary>The documents to put into the training data, one JSON object a line with id and text: every copy of every canary.</summary>
    public string Planted() => string.Concat(Canaries.SelectMany(canary => Enumerable.Range(1, canary.Repetitions).Select(copy =>
        JsonSerializer.Serialize(new PlantedDocument($"{canary.Id}.{copy}", canary.Text), CanaryJson.Default.PlantedDocument) + "\n")));
}
