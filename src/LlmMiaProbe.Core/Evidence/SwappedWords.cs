using System.Globalization;

namespace LlmMiaProbe.Evidence;

/// <summary>The text with random pairs of words exchanged: max(1, share · words) exchanges (random swap of EDA, Wei and Zou 2019, arXiv 1901.11196).</summary>
/// <param name="Index">Number of the variant; each has its own random choices.</param>
/// <param name="Share">Exchanges per word.</param>
/// <param name="Seed">Seed of the choices.</param>
internal sealed record SwappedWords(int Index, double Share, int Seed)
    : TextVariant(string.Create(CultureInfo.InvariantCulture, $"swap({Index},{Share},{Seed})"))
{
    public override string Apply(string text)
    {
        var words = new WordOrder(text);
        if (words.Count < 2)
        {
            return text;
        }

        var random = WordOrder.RandomFor(text, Seed, Index);
        for (var i = Math.Max(1, (int)(Share * words.Count)); i > 0; i--)
        {
            words.Swap(random.Next(words.Count), random.Next(words.Count));
        }

        return words.ToString();
    }
}
