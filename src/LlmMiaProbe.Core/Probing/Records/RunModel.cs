using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Probing;

/// <summary>A model in a run.</summary>
/// <param name="Role">Its part.</param>
/// <param name="Model">Its description.</param>
/// <param name="Policy">See <see cref="IScorer.Policy"/>.</param>
public sealed record RunModel(ModelRole Role, ModelDescription Model, string Policy)
{
    /// <summary>Whether a BOS precedes each of its texts. An endpoint decides for itself, and imported scores are as they are.</summary>
    /// <param name="policy">Of the run.</param>
    public bool PutsBos(BosPolicy policy) => policy == BosPolicy.Auto || Model.HasNoFile ? Model.AddsBos : policy == BosPolicy.Always;
}
