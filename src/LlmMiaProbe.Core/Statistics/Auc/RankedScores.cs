using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>Scores as ranks among the documents that have one (tied scores share their mean rank), so that the AUC of other labels costs one sum.</summary>
internal sealed class RankedScores
{
    private readonly int[] _documents;
    private readonly double[] _ranks;

    /// <param name="scores">Of each document; null where there is none.</param>
    public RankedScores(double?[] scores)
    {
        _documents = [.. Enumerable.Range(0, scores.Length).Where(i => scores[i] is not null)];
        _ranks = ArrayStatistics.RanksInplace([.. _documents.Select(i => scores[i] ?? 0)], RankDefinition.Average);
    }

    /// <summary>
    /// The chance that a document of the first class scores above one of the second, ties counted half (Mann-Whitney); null without
    /// documents of both.
    /// </summary>
    /// <param name="isFirst">The class of each document, with a score or without.</param>
    public double? Auc(bool[] isFirst)
    {
        var (sum, first) = (0.0, 0L);
        for (var i = 0; i < _documents.Length; i++)
        {
            if (isFirst[_documents[i]])
            {
                sum += _ranks[i];
                first++;
            }
        }

        return first == 0 || first == _ranks.Length ? null : (sum - (first * (first + 1) / 2.0)) / (first * (_ranks.Length - first));
    }
}
