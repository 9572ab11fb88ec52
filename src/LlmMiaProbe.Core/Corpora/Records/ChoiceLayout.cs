namespace LlmMiaProbe.Corpora;

/// <summary>
/// Multiple choice as arXivTection and BookTection have it: the passage is the example that <c>Answer</c> names, the others are
/// paraphrases of it and stay among the fields.
/// </summary>
internal sealed class ChoiceLayout : IRecordLayout
{
    private static readonly string[] s_works = ["ID", "Paper_Name", "Book_Name", "Title"];

    public string LabelField => "Label";

    public bool Accepts(JsonRecord record)
    {
        foreach (var name in ChoiceFields.Examples)
        {
            if (!record.IsString(name))
            {
                return false;
            }
        }

        return record.IsString(ChoiceFields.Answer);
    }

    public (string Kind, string Where) Describe(JsonRecord record) =>
        ("multiple choice as in arXivTection and BookTection", $"text in the example that '{ChoiceFields.Answer}' names, the others are its paraphrases");

    public string GroupField(JsonRecord record)
    {
        foreach (var name in s_works)
        {
            if (record.Has(name))
            {
                return name;
            }
        }

        return "group";
    }

    public RecordContent Read(JsonRecord record)
    {
        var answer = record.Required(ChoiceFields.Answer).Trim();
        var right = ChoiceFields.ExampleOf(answer)
            ?? throw new FormatException($"the answer is {Quotation.Of(answer)}; expected A, B, C or D");
        foreach (var name in ChoiceFields.Examples)
        {
            record.Required(name);
        }

        return RecordContent.Of(record.Required(right), right);
    }
}
