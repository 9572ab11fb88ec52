using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>Continuations of one document's beginning, from which every attack on produced text is computed.</summary>
/// <param name="Text">What was given, and how the document goes on.</param>
/// <param name="Greedy">The likeliest token at every step.</param>
/// <param name="Samples">Drawn independently.</param>
public sealed record SamplePool(SplitText Text, Attempt Greedy, IReadOnlyList<Attempt> Samples);
