namespace LlmMiaProbe.Findings;

/// <summary>
/// What stands beside every statement about documents of unknown membership (Zhang et al. 2024, arXiv 2409.19798: a
/// comparison with other documents cannot show what a model learned from this one).
/// </summary>
public static class Caveat
{
    public const string Standing =
        "This is not proof of training; it compares with the supplied non-members and holds if they are exchangeable with the documents under test.";
}
