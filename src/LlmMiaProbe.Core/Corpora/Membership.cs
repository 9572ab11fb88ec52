namespace LlmMiaProbe.Corpora;

/// <summary>What is known beforehand about a document: in the training data, not in it, or not known.</summary>
public enum Membership
{
    Unknown,
    Member,
    NonMember,
}
