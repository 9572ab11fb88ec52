namespace LlmMiaProbe.Scoring;

/// <summary>
/// The outcome of one attack on one document: a finite number, where <b>higher means more likely a member</b>,
/// or not applicable with the reason. Never NaN.
/// </summary>
public readonly record struct AttackScore
{
    private AttackScore(double? value, string? reason) => (Value, Reason) = (value, reason);

    /// <summary>Finite, or null if not applicable.</summary>
    public double? Value { get; }

    /// <summary>Why there is no value; null if there is one.</summary>
    public string? Reason { get; }

    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite: a bug in the attack.</exception>
    public static AttackScore Of(double value) => double.IsFinite(value)
        ? new AttackScore(value, null)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "An attack score must be finite; return NotApplicable with a reason instead.");

    public static AttackScore NotApplicable(string reason) => new(null, reason);
}
