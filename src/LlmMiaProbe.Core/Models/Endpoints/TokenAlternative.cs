namespace LlmMiaProbe.Models;

/// <summary>A token that could stand at a place.</summary>
/// <param name="Text">What it spells.</param>
/// <param name="LogProb">Nats, as reported.</param>
public sealed record TokenAlternative(string Text, double LogProb);
