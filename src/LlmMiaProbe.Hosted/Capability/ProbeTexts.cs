namespace LlmMiaProbe.Hosted.Capability;

/// <summary>What endpoints are asked about.</summary>
internal static class ProbeTexts
{
    /// <summary>Plain ASCII; not a well-known text.</summary>
    public const string Sentence = "The old harbour was measured again in the spring, and the two engineers who did the work wrote down every depth twice, "
        + "so that no single number would have to be trusted on its own.";

    /// <summary>What a model is to continue.</summary>
    public const string Beginning = "The old harbour was measured again in the";

    /// <summary>
    /// What models are known again by. Never to be changed: stores keep answers to them. Of several kinds, so that a training on one kind
    /// shows; none is a well-known text.
    /// </summary>
    public static IReadOnlyList<string> Passages { get; } =
    [
        "On the second morning the ferry was late again, so the teacher bought two apples, sat down on the wet steps of the customs house "
            + "and began to read the letter from her brother aloud.",
        "The committee reviewed the annual budget on Tuesday and decided to postpone the purchase of new equipment until the results of the survey "
            + "are available, which is expected in early March.",
        "To install the pump, first close the main valve, then remove the four screws from the cover, check that the seal is clean and dry, "
            + "and connect the blue cable to terminal three.",
    ];

    /// <summary>A passage as far as its ninth word, to be continued.</summary>
    public static string BeginningOf(int passage) => string.Join(' ', Passages[passage].Split(' ').Take(9));

    /// <summary>The same for a chat.</summary>
    public static string QuestionOf(int passage) => $"Continue this text with one sentence: {BeginningOf(passage)}";

    /// <summary>What a chat model is asked.</summary>
    public const string Question = "Answer with one word: what colour is the sky on a clear day?";

    /// <summary>The words of the sentence, every fifth one after another: no order is left, and the words are the same.</summary>
    public static string Shuffled { get; } = string.Join(
        ' ', Sentence.Split(' ').Select((word, i) => (word, i)).OrderBy(entry => entry.i % 5).ThenByDescending(entry => entry.i).Select(entry => entry.word));
}
