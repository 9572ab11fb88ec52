namespace LlmMiaProbe.Gates;

/// <summary>Relations as they are written.</summary>
internal static class GateRelationText
{
    public static string ToText(this GateRelation relation) => relation switch
    {
        GateRelation.Above => ">",
        GateRelation.AtLeast => ">=",
        GateRelation.Below => "<",
        _ => "<=",
    };

    /// <summary>Null for anything else.</summary>
    public static GateRelation? Find(string text) => text switch
    {
        ">" => GateRelation.Above,
        ">=" => GateRelation.AtLeast,
        "<" => GateRelation.Below,
        "<=" => GateRelation.AtMost,
        _ => null,
    };

    public static bool Holds(this GateRelation relation, double value, double threshold) => relation switch
    {
        GateRelation.Above => value > threshold,
        GateRelation.AtLeast => value >= threshold,
        GateRelation.Below => value < threshold,
        _ => value <= threshold,
    };
}
