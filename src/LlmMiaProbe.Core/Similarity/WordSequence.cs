namespace LlmMiaProbe.Similarity;

/// <summary>The words of a text as numbers, equal for equal words, with their places in the text as given.</summary>
/// <param name="Numbers">One a word; comparable with sequences of the same <see cref="WordNumbering"/>.</param>
/// <param name="Starts">Where each word begins, UTF-16 units.</param>
/// <param name="Lengths">Its length, UTF-16 units.</param>
public sealed record WordSequence(int[] Numbers, int[] Starts, int[] Lengths)
{
    public int Count => Numbers.Length;
}
