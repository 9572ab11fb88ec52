namespace LlmMiaProbe.Lab;

/// <summary>Tokens that are trained on together, one longer than the window: each is read, and each but the first is a label.</summary>
/// <param name="Tokens">Token ids.</param>
/// <param name="IsLearned">By token, whether the loss is on it as a label; null for all.</param>
public sealed record TrainingWindow(int[] Tokens, bool[]? IsLearned = null)
{
    /// <summary>Labels with a loss.</summary>
    public int Learned => IsLearned is null ? Tokens.Length - 1 : IsLearned.AsSpan(1).Count(true);

    /// <summary>The same with a mask that has all tokens.</summary>
    public TrainingWindow Masked() => IsLearned is null ? this with { IsLearned = [.. Tokens.Select(_ => true)] } : this;
}
