namespace LlmMiaProbe.Models;

/// <summary>What a model at an endpoint says to a few fixed texts, by which it is known again.</summary>
/// <param name="Kind">
/// What <see cref="Texts"/> hold: log-probabilities of the given tokens (<see cref="AccessLevel.PromptLogProbs"/>), those of
/// the likeliest next tokens (<see cref="AccessLevel.GeneratedLogProbs"/>), or replies (<see cref="AccessLevel.TextOnly"/>).
/// </param>
/// <param name="Texts">In the order of the questions.</param>
/// <param name="Noise">How far the same question asked twice is apart: nats a token, or the share by which replies differ.</param>
/// <param name="RoundingStep">Nats that log-probabilities are multiples of; 0 for none.</param>
public sealed record EndpointAnswers(AccessLevel Kind, IReadOnlyList<EndpointAnswer> Texts, double Noise, double RoundingStep);

/// <summary>What was said to one text.</summary>
/// <param name="Tokens">What is named: a number or a text each; empty for a reply.</param>
/// <param name="LogProbs">Nats, as many as tokens.</param>
/// <param name="Reply">The text that was produced; null where log-probabilities are known.</param>
public sealed record EndpointAnswer(IReadOnlyList<string> Tokens, IReadOnlyList<double> LogProbs, string? Reply);
