namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>One token as an endpoint reports it.</summary>
/// <param name="Id">In the vocabulary.</param>
/// <param name="Text">What it spells; U+FFFD for bytes that are no UTF-8.</param>
/// <param name="Offset">Characters before it.</param>
/// <param name="LogProb">Nats; null where nothing predicts it.</param>
/// <param name="Rank">1 is the likeliest.</param>
/// <param name="Top">The likeliest tokens, best first.</param>
public sealed record ServedToken(int Id, string Text, int Offset, double? LogProb, int Rank, IReadOnlyList<(int Id, string Text, double LogProb)> Top);
