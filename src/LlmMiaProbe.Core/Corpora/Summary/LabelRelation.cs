namespace LlmMiaProbe.Corpora;

/// <summary>How the labels of two documents stand to each other.</summary>
[Flags]
internal enum LabelRelation : byte
{
    None = 0,
    Same = 1,
    Contradicting = 2,
    AgainstUnknown = 4,
}
