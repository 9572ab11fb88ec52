namespace LlmMiaProbe.Gates;

/// <summary>Which number of an estimate a gate looks at.</summary>
public enum GateBound
{
    /// <summary>The estimate itself.</summary>
    Value,

    /// <summary>The lower end of its 95% interval.</summary>
    Low,

    /// <summary>The upper end of its 95% interval.</summary>
    High,
}
