namespace LlmMiaProbe.Gates;

/// <summary>What a measure wants between its parentheses.</summary>
public enum GateArgument
{
    /// <summary>An attack, such as <c>ez-mia</c> or <c>min-k(k=0.1)</c>.</summary>
    Attack,

    /// <summary>A number out of a few.</summary>
    Level,

    /// <summary>A word out of a few.</summary>
    Word,
}
