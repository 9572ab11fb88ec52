using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Comparisons;

/// <summary>One text in two runs.</summary>
internal sealed record DocumentPair(RunDocument Earlier, RunDocument Later);
