using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Probing;

/// <summary>A document of a run's corpus with its text.</summary>
/// <param name="Ordinal">Its place in the run, from 0.</param>
/// <param name="Id">Its name.</param>
/// <param name="Hash">Of the text.</param>
/// <param name="Text">As it was read.</param>
internal sealed record ReadDocument(long Ordinal, string Id, ContentHash Hash, string Text);
