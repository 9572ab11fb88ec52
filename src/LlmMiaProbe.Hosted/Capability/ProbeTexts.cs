namespace LlmMiaProbe.Hosted.Capability;

/// <summary>What endpoints are asked about.</summary>
internal static class ProbeTexts
{
    /// <summary>Plain ASCII; not a well-known text.</summary>
    public const string Sentence = "The old harbour was measured again in the spring, and the two engineers who did the work wrote down every depth twice, "
        + "so that no single number would have to be trusted on its own.";

    /// <summary>What a model is to continue.</summary>
    public const string Beginning = "The old harbour was measured again in the";

    /// <summary>More of the same kind: the sentence as far as each of its first words.</summary>
    public static IReadOnlyList<string> Beginnings { get; } =
    [
        .. Enumerable.Range(3, 2 * RoundingStep.FewestValues).Select(words => string.Join(' ', Sentence.Split(' ').Take(words))),
    ];

    /// <summary>What a chat model is asked.</summary>
    public const string Question = "Answer with one word: what colour is the sky on a clear day?";

    /// <summary>The words of the sentence, every fifth one after another: no order is left, and the words are the same.</summary>
    public static string Shuffled { get; } = string.Join(
        ' ', Sentence.Split(' ').Select((word, i) => (word, i)).OrderBy(entry => entry.i % 5).ThenByDescending(entry => entry.i).Select(entry => entry.word));
}
