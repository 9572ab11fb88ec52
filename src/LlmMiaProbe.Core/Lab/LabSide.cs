namespace LlmMiaProbe.Lab;

/// <summary>What a document is there for.</summary>
public enum LabSide
{
    /// <summary>The target is trained on it.</summary>
    Member,

    /// <summary>It is held out to be told from the members.</summary>
    NonMember,

    /// <summary>It measures utility and stops training; attacks do not see it.</summary>
    Validation,
}
