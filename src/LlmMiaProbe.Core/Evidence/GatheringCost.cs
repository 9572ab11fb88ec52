namespace LlmMiaProbe.Evidence;

/// <summary>What evidence cost, or would cost.</summary>
/// <param name="Texts">Texts asked for.</param>
/// <param name="Cached">Of these, answered by the store or by an equal text.</param>
/// <param name="Impossible">Texts beside these that could not be asked for.</param>
/// <param name="ForwardPasses">Windows decoded, or requests made.</param>
/// <param name="Tokens">Tokens fed.</param>
public readonly record struct GatheringCost(long Texts, long Cached, long Impossible, long ForwardPasses, long Tokens);
