using System.Text;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Similarity;

/// <summary>
/// SaMIA (Kaneko et al. 2024, arXiv 2404.11262): mean ROUGE-1 recall of sampled continuations against the true one. Topic
/// overlap alone raises it: compare with texts that are known to be non-members.
/// </summary>
/// <param name="Recall">Mean recall, 0 to 1.</param>
/// <param name="RecallTimesZlib">
/// Mean of recall times zlib length of the sample in bytes (the paper's variant "SaMIA*zlib"), which holds down samples that repeat
/// themselves.
/// </param>
internal sealed record Samia(double Recall, double RecallTimesZlib)
{
    /// <param name="reference">The true continuation.</param>
    /// <param name="samples">At least one.</param>
    public static Samia Of(string reference, IReadOnlyList<string> samples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count);
        var numbering = new WordNumbering();
        var wanted = numbering.Read(reference).Numbers;
        var (recall, weighted) = (0.0, 0.0);
        foreach (var sample in samples)
        {
            var one = Rouge.UnigramRecall(wanted, numbering.Read(sample).Numbers);
            recall += one;
            weighted += one * ZlibLengthMeter.Measure(Encoding.UTF8.GetBytes(sample));
        }

        return new Samia(recall / samples.Count, weighted / samples.Count);
    }
}
