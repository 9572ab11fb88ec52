namespace LlmMiaProbe.Similarity;

/// <summary>ROUGE-L (Lin 2004): longest common subsequence over the words of the true text, over those of the produced one, and their harmonic mean.</summary>
/// <param name="Recall">0 to 1.</param>
/// <param name="Precision">0 to 1.</param>
/// <param name="F">0 to 1; recall and precision weigh the same (β = 1).</param>
internal readonly record struct RougeL(double Recall, double Precision, double F);
