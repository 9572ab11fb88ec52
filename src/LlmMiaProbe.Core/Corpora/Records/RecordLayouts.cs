namespace LlmMiaProbe.Corpora;

/// <summary>The layouts that are recognised, the first that accepts a record being its own.</summary>
internal static class RecordLayouts
{
    public static readonly TextLayout Text = new();

    private static readonly IRecordLayout[] s_all =
    [
        new StringLayout(),
        Text,
        new MessagesLayout("messages"),
        new MessagesLayout("conversations"),
        new MessagesLayout("conversation"),
        new PromptLayout("prompt", "completion", ""),
        new InstructionLayout("output"),
        new InstructionLayout("response"),
        new PromptLayout("prompt", "response", ""),
        new PromptLayout("question", "answer", "\n"),
        new PromptLayout("question", "response", "\n"),
        new ParallelLayout(),
        new ChoiceLayout(),
        new FieldLayout("BookMIA", "snippet", ["label", "book_id"], "book_id"),
        new FieldLayout("WikiMIA", "input", ["label"]),
    ];

    /// <summary>The layout of the conversation that a record holds, whatever else it holds; null if there is none.</summary>
    public static ConversationLayout? ConversationOf(JsonRecord record)
    {
        foreach (var layout in s_all.OfType<ConversationLayout>())
        {
            if (layout.Accepts(record))
            {
                return layout;
            }
        }

        return null;
    }

    /// <summary>The layout of a record; null if there is none.</summary>
    public static IRecordLayout? Of(JsonRecord record)
    {
        foreach (var layout in s_all)
        {
            if (layout.Accepts(record))
            {
                return layout;
            }
        }

        return null;
    }
}
