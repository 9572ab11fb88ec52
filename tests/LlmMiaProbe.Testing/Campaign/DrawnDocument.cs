using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Testing.Campaign;

/// <summary>A stored document in a run that was drawn from a store.</summary>
/// <param name="Source">Its id in the store; several drawn documents may have the same.</param>
/// <param name="Label">What it is called in the drawn run, whatever it is.</param>
/// <param name="Group">As it would be declared, or null.</param>
public sealed record DrawnDocument(string Source, Membership Label, string? Group = null);
