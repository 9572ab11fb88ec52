using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>A model in a run.</summary>
/// <param name="Role">Its part.</param>
/// <param name="Model">Its description.</param>
/// <param name="Policy">See <see cref="IScorer.Policy"/>.</param>
public sealed record RunModel(ModelRole Role, ModelDescription Model, string Policy);
