using System.Text.Json.Serialization;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Reporting;

/// <summary>How consistently a model completes a sentence.</summary>
public sealed record SecretOutput : CommandOutput
{
    /// <summary>Number of the run; not kept with it.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Run { get; init; }

    public string Given { get; init; } = "";

    /// <summary>The most frequent completion.</summary>
    public string Mode { get; init; } = "";

    /// <summary>Completions that are this string.</summary>
    public int Count { get; init; }

    public int Samples { get; init; }

    public double Share { get; init; }

    /// <summary>Lower end of the exact 95% interval, as if the string had been named beforehand.</summary>
    public double ShareLow { get; init; }

    /// <summary>Upper end.</summary>
    public double ShareHigh { get; init; }

    /// <summary>Completions of the reference model that are this string; null without one.</summary>
    public int? ReferenceCount { get; init; }

    public int? ReferenceSamples { get; init; }

    /// <summary>Share less the reference model's, -1 to 1; null without one.</summary>
    public double? Excess { get; init; }

    /// <summary>Whether it is on a list of the most common passwords and PINs.</summary>
    public bool IsCommon { get; init; }

    /// <summary>Completions with their counts, the most frequent first.</summary>
    public IReadOnlyDictionary<string, int> Produced { get; init; } = new OrderedDictionary<string, int>();

    private protected override string Kind => "secret";

    private protected override bool IsSound => Samples > 0 && Count > 0 && Count <= Samples;

    private protected override CommandOutput Kept => this with { Run = null };

    public static SecretOutput Of(long run, string prompt, SecretConsistency result, IReadOnlyList<string> samples)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new SecretOutput
        {
            Run = run,
            Given = prompt,
            Mode = result.Mode,
            Count = result.Count,
            Samples = result.Samples,
            Share = result.Share,
            ShareLow = result.Interval.Low,
            ShareHigh = result.Interval.High,
            ReferenceCount = result.ReferenceCount,
            ReferenceSamples = result.ReferenceSamples,
            Excess = result.Excess,
            IsCommon = result.IsCommon,
            Produced = new OrderedDictionary<string, int>(samples.CountBy(sample => sample)
                .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)),
        };
    }
}
