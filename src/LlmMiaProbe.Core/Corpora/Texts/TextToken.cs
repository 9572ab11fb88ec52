namespace LlmMiaProbe.Corpora;

/// <summary>A token of a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">In characters.</param>
/// <param name="Hash">The same for equal tokens.</param>
/// <param name="IsWord">Letters or digits.</param>
internal readonly record struct TextToken(int Start, int Length, ulong Hash, bool IsWord);
