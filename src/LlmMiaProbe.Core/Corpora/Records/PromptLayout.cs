namespace LlmMiaProbe.Corpora;

/// <summary>A prompt and what is answered: two texts, or lists of turns of which only those of the answer are learned.</summary>
/// <param name="prompt">Field of the prompt.</param>
/// <param name="answer">Field of the answer.</param>
/// <param name="jointOfTexts">What stands between two texts where no template is used.</param>
internal sealed class PromptLayout(string prompt, string answer, string jointOfTexts) : ConversationLayout
{
    protected override string Where => $"user in '{prompt}', assistant in '{answer}'";

    public override bool Accepts(JsonRecord record) => IsSide(record, prompt) && IsSide(record, answer);

    protected override List<ConversationTurn> Turns(JsonRecord record, List<string> taken, ref string joint)
    {
        taken.AddRange([prompt, answer]);
        joint = HoldsList(record, prompt) || HoldsList(record, answer) ? "\n" : jointOfTexts;
        return
        [
            .. HoldsList(record, prompt) ? MessageList.Read(ListOf(record, prompt), prompt, isLearned: false) : [User(record.Required(prompt))],
            .. HoldsList(record, answer) ? MessageList.Read(ListOf(record, answer), answer) : [Assistant(record.Required(answer))],
        ];
    }

    private static bool IsSide(JsonRecord record, string field) => record.IsString(field) || record.IsList(field);
}
