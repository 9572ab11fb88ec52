namespace LlmMiaProbe.Models;

/// <summary>Why a continuation ends.</summary>
public enum FinishReason
{
    /// <summary>The model ended the text (an end-of-generation token, which is not part of the output).</summary>
    Stop,

    /// <summary>As many tokens as were asked for.</summary>
    Length,

    /// <summary>The context is full.</summary>
    Context,

    /// <summary>A filter of the provider cut the output off or withheld it.</summary>
    Filtered,

    /// <summary>Nothing was produced; the reason is stored.</summary>
    Failed,
}
