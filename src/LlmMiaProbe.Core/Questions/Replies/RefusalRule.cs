using System.Text.RegularExpressions;

namespace LlmMiaProbe.Questions;

/// <summary>One way to recognise a reply that is no answer.</summary>
/// <param name="Kind"><see cref="ReplyKind.Refused"/> or <see cref="ReplyKind.Unknowing"/>.</param>
/// <param name="Pattern">Searched for in the comparison form of the beginning of the reply.</param>
public sealed record RefusalRule(ReplyKind Kind, Regex Pattern);
