using LlmMiaProbe.Generation;

namespace LlmMiaProbe.Defences;

/// <summary>What is left of a document's continuations.</summary>
/// <param name="Pool">Null if nothing is.</param>
/// <param name="Reason">Why not; null if something is.</param>
public readonly record struct DefendedPool(SamplePool? Pool, string? Reason)
{
    public static DefendedPool None(string reason) => new(null, reason);

    public static implicit operator DefendedPool(SamplePool pool) => new(pool, null);

    public static DefendedPool ToDefendedPool(SamplePool pool) => pool;
}
