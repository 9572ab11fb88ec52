namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>How chat records were put together for a training.</summary>
/// <param name="Template">Name of the chat template, or <see cref="Corpora.ConversationRenderer.NoTemplate"/>.</param>
/// <param name="Sha256">See <see cref="Corpora.IChatTemplate.Sha256"/>; null without a template.</param>
public sealed record TrainingChat(string Template, string? Sha256);
