using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Lab;

/// <summary>What greedy decoding would continue of a document, given all before it, from one forward pass.</summary>
public static class GreedyRuns
{
    /// <summary>Tokens of the shortest run that counts: shorter ones are common phrases.</summary>
    public const int Shortest = 10;

    /// <returns>Tokens in runs of at least <see cref="Shortest"/> that are each the likeliest at their place.</returns>
    public static int Covered(TokenScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var (covered, run) = (0, 0);
        for (var t = 0; t <= scores.Count; t++)
        {
            if (t < scores.Count && scores.Top1[t] == scores.Tokens[t])
            {
                run++;
                continue;
            }

            covered += run >= Shortest ? run : 0;
            run = 0;
        }

        return covered;
    }
}
