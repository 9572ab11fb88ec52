namespace LlmMiaProbe.Scoring;

/// <summary>What one row of logits says about the token that followed. Natural logarithms (nats).</summary>
/// <param name="LogProb">log p of the token that followed; -infinity if its logit is -infinity.</param>
/// <param name="Rank">1 + number of tokens with a strictly larger logit.</param>
/// <param name="Top1">Id of the largest logit, the smallest id on ties.</param>
/// <param name="Top1LogProb">Its log-probability.</param>
/// <param name="Entropy">-Σ p log p.</param>
/// <param name="Variance">Σ p (log p)² - (Σ p log p)², at least 0.</param>
public readonly record struct LogitStatistics(double LogProb, int Rank, int Top1, double Top1LogProb, double Entropy, double Variance);
