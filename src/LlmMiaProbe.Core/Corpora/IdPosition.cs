namespace LlmMiaProbe.Corpora;

internal readonly record struct IdPosition(int Block, int Start, int Length);
