using LlmMiaProbe.Models;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Generation;

/// <summary>What continuing a whole work takes; all in tokens.</summary>
/// <param name="Work">Of the work.</param>
/// <param name="Given">Of its beginning, which the model is given.</param>
/// <param name="Produced">At most.</param>
/// <param name="Attempts">At most: one, and one more for each time the context is full.</param>
/// <param name="Decoded">Given and produced, at most.</param>
public sealed record WholeWorkPlan(int Work, int Given, int Produced, int Attempts, long Decoded);

/// <summary>What became of continuing a whole work.</summary>
/// <param name="Seed">The given text: the work's first tokens.</param>
/// <param name="Original">How the work goes on after the seed, for as many tokens as the model was asked for.</param>
/// <param name="Produced">All that the model produced, in one piece; the seed is not part of it.</param>
/// <param name="ProducedTokens">Its tokens.</param>
/// <param name="Attempts">Pieces that it was produced in: one, and one more for each time the context was full.</param>
/// <param name="Ending">Why it ends.</param>
/// <param name="Failure">The reason if the last attempt failed; else null.</param>
public sealed record WholeWork(string Seed, string Original, string Produced, int ProducedTokens, int Attempts, FinishReason Ending, string? Failure)
{
    /// <summary>How much of the original is in the output in long, nearly verbatim passages.</summary>
    public NearVerbatimRecall Recall()
    {
        var numbering = new WordNumbering();
        return NearVerbatimRecall.Measure(numbering.Read(Original).Numbers, numbering.Read(Produced).Numbers);
    }
}
