using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>What a run wanted an attempt for.</summary>
/// <param name="Document">The document that the prompt belongs to; null for a prompt of the user's own.</param>
/// <param name="Role">Part of the model in the run.</param>
/// <param name="Purpose">See <see cref="AttemptPurpose"/>.</param>
public sealed record AttemptUse(ContentHash? Document, ModelRole Role, string Purpose);
