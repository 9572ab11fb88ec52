namespace LlmMiaProbe.Scoring;

/// <summary>The numbers that a population attack keeps of a document, or the reason why there are none.</summary>
public readonly record struct DocumentFeatures
{
    private DocumentFeatures(double[] values, string? reason) => (Values, Reason) = (values, reason);

    /// <summary>In an order that the attack fixes; empty if there is a reason.</summary>
    public double[] Values { get; }

    /// <summary>Why the attack does not apply to the document; null if it does.</summary>
    public string? Reason { get; }

    public static DocumentFeatures Of(params double[] values) => new(values, null);

    /// <summary>A score as the only feature.</summary>
    public static DocumentFeatures Of(AttackScore score) => score.Value is { } value ? Of(value) : new([], score.Reason);

    public static DocumentFeatures NotApplicable(string reason) => new([], reason);
}
