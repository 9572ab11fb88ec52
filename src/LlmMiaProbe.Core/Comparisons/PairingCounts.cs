namespace LlmMiaProbe.Comparisons;

/// <summary>What the documents of two runs have in common. Documents are the same if their text is.</summary>
/// <param name="Paired">In both, with the same label.</param>
/// <param name="OnlyEarlier">In the earlier run only.</param>
/// <param name="OnlyLater">In the later run only.</param>
/// <param name="Relabelled">In both, but with another label or another part in calibration; not compared.</param>
public sealed record PairingCounts(int Paired, int OnlyEarlier, int OnlyLater, int Relabelled);
