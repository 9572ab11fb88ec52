namespace LlmMiaProbe.Prompts;

/// <summary>A question that some method asks, and what it can put into the prompt.</summary>
/// <param name="Name">Name of the prompt that is used.</param>
/// <param name="Required">Variables that the prompt must use.</param>
/// <param name="Optional">Variables that it may use besides.</param>
public sealed record PromptSlot(string Name, IReadOnlyList<string> Required, IReadOnlyList<string> Optional)
{
    public static readonly PromptSlot DecopQuestion = new("decop-question", ["a", "b", "c", "d"], ["title"]);

    public static readonly PromptSlot DecopParaphrase = new("decop-paraphrase", ["passage"], []);

    public static readonly PromptSlot NameCloze = new("name-cloze", ["passage"], []);

    public static readonly PromptSlot Guided = new("guided", ["first", "title"], []);

    public static readonly PromptSlot General = new("general", ["first"], []);

    public static readonly PromptSlot QuizQuestion = new("quiz-question", ["a", "b", "c", "d", "e"], ["title"]);

    public static readonly PromptSlot QuizRewrite = new("quiz-rewrite", ["passage"], []);

    public static readonly PromptSlot ContinueFirst = new("continue-first", ["beginning"], ["title"]);

    public static readonly PromptSlot ContinueNext = new("continue-next", [], ["title"]);

    public static readonly PromptSlot ContinueText = new("continue-text", ["beginning"], []);

    public static readonly PromptSlot RepeatWord = new("repeat-word", ["word"], []);

    public static IReadOnlyList<PromptSlot> All { get; } =
        [DecopQuestion, DecopParaphrase, NameCloze, Guided, General, QuizQuestion, QuizRewrite, ContinueFirst, ContinueNext, ContinueText, RepeatWord];
}
