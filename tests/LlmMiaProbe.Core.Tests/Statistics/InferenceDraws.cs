using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;
using MathNet.Numerics.Distributions;

namespace LlmMiaProbe.Core.Tests.Statistics;

/// <summary>Two collections of documents for dataset inference.</summary>
internal static class InferenceDraws
{
    public static DatasetInferenceResult Run(
        Random random, int suspects, int validation, Func<bool, double> shift, Func<bool, int> favoured, int groupSize, int seed, double spread = 0)
    {
        var (documents, scores) = Make(random, suspects, validation, shift, favoured, groupSize, spread);
        return DatasetInference.Run(documents, Texts(random, documents, 0), scores, seed);
    }

    /// <summary>Lengths of a few hundred bytes; those of suspects are longer by so many standard deviations of their logarithm.</summary>
    public static List<TextCovariates> Texts(Random random, IReadOnlyList<BlindDocument> documents, double shift) =>
        [.. documents.Select(document => new TextCovariates((int)(400 * Math.Exp(.4 * Normal.Sample(random, document.IsFirst ? shift : 0, 1))), .5, 4.5))];

    /// <summary>Four scores, and ten of forty words of which some may be favoured; groups lie wholly on one side.</summary>
    public static (List<BlindDocument> Documents, List<double[]> Scores) Make(
        Random random, int suspects, int validation, Func<bool, double> shift, Func<bool, int> favoured, int groupSize, double spread)
    {
        var (documents, scores, source) = (new List<BlindDocument>(), new List<double[]>(), 0.0);
        for (var i = 0; i < suspects + validation; i++)
        {
            var isSuspect = i < suspects;
            source = i % groupSize == 0 ? Normal.Sample(random, 0, spread) : source;
            int[] words = [.. Enumerable.Range(0, favoured(isSuspect)).Concat(Enumerable.Range(0, 10).Select(_ => random.Next(40))).Distinct().Order()];
            var group = groupSize == 1 ? null : $"g{i / groupSize}";
            documents.Add(new BlindDocument(StableHash.Mix((ulong)i), isSuspect, group, words, [.. words.Select(_ => (byte)1)]));
            scores.Add([.. Enumerable.Range(0, 4).Select(_ => Normal.Sample(random, shift(isSuspect) + source, 1))]);
        }

        return (documents, scores);
    }
}
