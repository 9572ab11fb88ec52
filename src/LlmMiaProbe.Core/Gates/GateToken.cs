namespace LlmMiaProbe.Gates;

/// <summary>A word, number or sign of a gate.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its characters; empty at the end.</param>
/// <param name="At">0-based place of the first.</param>
internal readonly record struct GateToken(GateTokenKind Kind, string Text, int At)
{
    public int End => At + Text.Length;
}
