namespace LlmMiaProbe.Scoring;

/// <summary>Whether a BOS token precedes a text. With one, every token is scored; without, the first is not.</summary>
public enum BosPolicy
{
    /// <summary>As the model's own metadata says.</summary>
    Auto,
    Always,
    Never,
}
