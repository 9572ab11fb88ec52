using System.Globalization;

namespace LlmMiaProbe.Evidence;

/// <summary>
/// The text with random words left out: max(1, share · words) of them, never all (random deletion of EDA, Wei and Zou 2019, arXiv
/// 1901.11196).
/// </summary>
/// <param name="Index">Number of the variant; each has its own random choices.</param>
/// <param name="Share">Share of words that is left out.</param>
/// <param name="Seed">Seed of the choices.</param>
internal sealed record DroppedWords(int Index, double Share, int Seed)
    : TextVariant(string.Create(CultureInfo.InvariantCulture, $"drop({Index},{Share},{Seed})"))
{
    public override string Apply(string text)
    {
        var words = new WordOrder(text);
        var random = WordOrder.RandomFor(text, Seed, Index);
        var dropped = Math.Min(Math.Max(1, (int)(Share * words.Count)), words.Count - 1);
        foreach (var word in Enumerable.Range(0, words.Count).OrderBy(_ => random.NextDouble()).Take(dropped).ToList())
        {
            words.Remove(word);
        }

        return words.ToString();
    }
}
