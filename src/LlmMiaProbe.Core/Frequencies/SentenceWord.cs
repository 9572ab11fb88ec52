namespace LlmMiaProbe.Frequencies;

/// <summary>A word of a text.</summary>
/// <param name="Start">First byte of UTF-8.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sentence">0-based number of the sentence that it stands in.</param>
internal readonly record struct SentenceWord(int Start, int Length, int Sentence)
{
    public int End => Start + Length;
}
