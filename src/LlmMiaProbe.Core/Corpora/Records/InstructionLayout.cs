namespace LlmMiaProbe.Corpora;

/// <summary>An instruction, what it is about if that is given by itself, and what is answered: Alpaca, Dolly and their kin.</summary>
/// <param name="output">Field of the answer.</param>
internal sealed class InstructionLayout(string output) : ConversationLayout
{
    private const string Instruction = "instruction";

    private static readonly string[] s_about = ["input", "context"];

    protected override string Where => $"user in '{Instruction}' and 'input' or 'context', assistant in '{output}'";

    public override bool Accepts(JsonRecord record) => record.IsString(Instruction) && record.IsString(output);

    protected override List<ConversationTurn> Turns(JsonRecord record, List<string> taken, ref string joint)
    {
        taken.AddRange([Instruction, .. s_about, output]);
        var asked = record.Required(Instruction);
        foreach (var name in s_about)
        {
            if (record.Optional(name) is { } about && !string.IsNullOrWhiteSpace(about))
            {
                asked += $"\n{about}";
            }
        }

        return [User(asked), Assistant(record.Required(output))];
    }
}
