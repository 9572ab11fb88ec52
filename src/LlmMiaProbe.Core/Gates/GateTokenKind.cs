namespace LlmMiaProbe.Gates;

internal enum GateTokenKind
{
    Word,
    Number,
    Relation,
    Open,
    Close,
    Comma,
    Equal,
    End,

    /// <summary>A character that begins nothing.</summary>
    Unknown,
}
