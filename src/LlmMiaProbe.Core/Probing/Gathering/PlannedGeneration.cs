using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>What a run would make one model continue.</summary>
/// <param name="Role">Its part.</param>
/// <param name="Model">The model.</param>
/// <param name="Policy">See <see cref="IGenerator.Policy"/>.</param>
/// <param name="Requests">What for, such as <c>pool(samples=20,...)</c>.</param>
/// <param name="Cost">Continuations and tokens.</param>
public sealed record PlannedGeneration(ModelRole Role, ModelDescription Model, string Policy, string Requests, GenerationCost Cost);
