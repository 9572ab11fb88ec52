using System.Globalization;

namespace LlmMiaProbe.Gates;

/// <summary>The left side of a gate.</summary>
public sealed record GateQuantity(GateMeasure Measure)
{
    public GateBound Bound { get; init; }

    /// <summary>Null unless the measure wants one.</summary>
    public GatedAttack? Attack { get; init; }

    /// <summary>One of <see cref="GateMeasure.Levels"/>; null unless the measure wants one.</summary>
    public double? Level { get; init; }

    /// <summary>One of <see cref="GateMeasure.Words"/>; null unless the measure wants one.</summary>
    public string? Word { get; init; }

    /// <summary>Its place among the levels.</summary>
    internal int LevelPlace => Measure.Levels.ToList().FindIndex(level => level.Equals(Level));

    /// <summary>As it is written, such as <c>tpr.low(min-k(k=0.2), 0.01)</c>.</summary>
    public override string ToString()
    {
        var name = Bound == GateBound.Value ? Measure.Name : $"{Measure.Name}.{Bound.ToString().ToLowerInvariant()}";
        return Measure.Arguments.Count == 0 ? name : $"{name}({string.Join(", ", Measure.Arguments.Select(Text))})";
    }

    private string? Text(GateArgument argument) => argument switch
    {
        GateArgument.Attack => Attack?.ToString(),
        GateArgument.Level => Level?.ToString("R", CultureInfo.InvariantCulture),
        _ => Word,
    };
}
