namespace LlmMiaProbe.Gates;

/// <summary>How a quantity is held against a threshold.</summary>
public enum GateRelation
{
    Above,
    AtLeast,
    Below,
    AtMost,
}
