namespace LlmMiaProbe.Local.Gguf;

/// <summary>How a number that can be NaN or infinite is stored.</summary>
internal enum GgufScaleKind
{
    Single,
    Double,
    Half,
    Brain,

    /// <summary>A half in four pieces, the upper four bits of four 16-bit words.</summary>
    SpreadHalf,

    /// <summary>An exponent of 2 in a byte, of which the largest stands for NaN.</summary>
    Exponent,
}
