namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>A text to train on.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Text">As it is scored.</param>
/// <param name="Repetitions">How often it comes in an epoch, at least 1.</param>
/// <param name="Mask">
/// Kind and length of each part of a chat record (see <see cref="Corpora.RenderedText.Mask"/>), of which the scored ones are learned; null for a text.
/// </param>
public sealed record TrainingText(string Id, string Text, int Repetitions = 1, string? Mask = null);
