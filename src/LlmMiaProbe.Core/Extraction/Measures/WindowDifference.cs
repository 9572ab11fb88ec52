namespace LlmMiaProbe.Extraction;

/// <summary>
/// One request minus another, window by window with the same start: what is left of a measure when that of a model which never saw
/// the text, or of a prefix that says nothing, is taken off.
/// </summary>
/// <param name="Of">See <see cref="WindowRequest"/>.</param>
/// <param name="Minus">See <see cref="WindowRequest"/>.</param>
/// <param name="Windows">Windows that both have.</param>
/// <param name="MedianLogPz">Median of the differences of log p_z, nats; NaN if neither can draw any suffix.</param>
/// <param name="GreedyShare">Difference of the shares of windows that greedy decoding emits.</param>
/// <param name="ExactMemorization">Mean difference.</param>
/// <param name="ExtractionStrength">Mean difference.</param>
public sealed record WindowDifference(
    string Of, string Minus, int Windows, double MedianLogPz, double GreedyShare, double ExactMemorization, double ExtractionStrength);
