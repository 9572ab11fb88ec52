using LlmMiaProbe.Generation;

namespace LlmMiaProbe.Reporting;

/// <summary>What continuing a whole work would take.</summary>
public sealed record WholeWorkPlanOutput
{
    public required string Model { get; init; }

    public required int WorkTokens { get; init; }

    public required int GivenTokens { get; init; }

    /// <summary>At most.</summary>
    public required int TokensToProduce { get; init; }

    /// <summary>At most; one more for each time the context is full.</summary>
    public required int Attempts { get; init; }

    /// <summary>Given and produced, at most.</summary>
    public required long TokensToDecode { get; init; }

    /// <param name="model">Name of the model.</param>
    /// <param name="plan">What it would be asked for.</param>
    public static WholeWorkPlanOutput Of(string model, WholeWorkPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new WholeWorkPlanOutput
        {
            Model = model,
            WorkTokens = plan.Work,
            GivenTokens = plan.Given,
            TokensToProduce = plan.Produced,
            Attempts = plan.Attempts,
            TokensToDecode = plan.Decoded,
        };
    }
}
