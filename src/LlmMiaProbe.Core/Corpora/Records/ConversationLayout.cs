using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>Chat records: what is common to all ways in which fields hold turns.</summary>
internal abstract class ConversationLayout : IRecordLayout
{
    private static readonly string[] s_systems = ["system", "system_prompt", "system_message", "systemPrompt", "systemMessage"];

    public (string Kind, string Where) Describe(JsonRecord record) =>
        ("chat records", Where + (SystemOf(record) is { } system ? $", system in '{system}'" : ""));

    /// <summary>Which fields hold the turns.</summary>
    protected abstract string Where { get; }

    public abstract bool Accepts(JsonRecord record);

    public RecordContent Read(JsonRecord record)
    {
        MessageList.RequireNothingBeside(record);
        var (taken, joint) = (new List<string>(), "\n");
        var turns = Turns(record, taken, ref joint);
        if (AddSystem(record, turns, taken))
        {
            joint = "\n";
        }

        return new RecordContent(taken, [RecordPart.Of(new Conversation(Complete(turns), joint))]);
    }

    /// <summary>Puts what a field beside the turns says as the system before them; false if there is none.</summary>
    /// <exception cref="FormatException">The turns say it, too, or it is no text.</exception>
    public static bool AddSystem(JsonRecord record, List<ConversationTurn> turns, List<string> taken)
    {
        RequireOneSystem(record);
        if (SystemOf(record) is { } system && !taken.Contains(system))
        {
            if (turns is [{ Role: Roles.System }, ..])
            {
                throw new FormatException($"the field \"{system}\" stands beside a first turn of the system; expected one of the two");
            }

            turns.Insert(0, new ConversationTurn(Roles.System, record.Required(system), IsLearned: false));
            taken.Add(system);
            return true;
        }

        return false;
    }

    protected abstract List<ConversationTurn> Turns(JsonRecord record, List<string> taken, ref string joint);

    protected static ConversationTurn User(string content) => new(Roles.User, content, IsLearned: false);

    protected static ConversationTurn Assistant(string content) => new(Roles.Assistant, content, IsLearned: true);

    /// <summary>A list of turns, or a text that is one in JSON, as tables have it.</summary>
    protected static bool HoldsList(JsonRecord record, string name) =>
        record.IsList(name) || (record.IsString(name) && JsonRecord.StringOf(record[name]).AsSpan().TrimStart().StartsWith("[{"));

    protected static JsonElement ListOf(JsonRecord record, string name)
    {
        if (!record.IsString(name))
        {
            return record.Has(name)
                ? record.Element(name)
                : throw new FormatException($"the record has no field \"{name}\"; expected the turns of a conversation in it");
        }

        var json = Encoding.UTF8.GetBytes(record.Required(name));
        try
        {
            if (Surrogates.HasUnpairedEscape(json))
            {
                throw new FormatException($"the list in the field \"{name}\" has half a surrogate pair, which is no character; expected both halves");
            }

            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RecordFields.MaximumDepth });
            var list = JsonElement.ParseValue(ref reader);
            return reader.Read() ? throw new FormatException($"the field \"{name}\" goes on behind its list; expected one JSON list") : list;
        }
        catch (JsonException error)
        {
            throw new FormatException($"the field \"{name}\" is a text that is no JSON list; expected the turns of a conversation", error);
        }
    }

    private static void RequireOneSystem(JsonRecord record)
    {
        string? first = null;
        foreach (var name in s_systems)
        {
            if (!record.Has(name) || MessageList.IsEmpty(record.Element(name))
                || (record.IsString(name) && string.IsNullOrWhiteSpace(JsonRecord.StringOf(record[name]))))
            {
                continue;
            }

            first = !record.IsString(name) ? throw new FormatException($"the field \"{name}\" is no string; expected what the system says, as a text")
                : first is null ? name
                : throw new FormatException($"the fields \"{first}\" and \"{name}\" both say what the system says; expected one of the two");
        }
    }

    private static string? SystemOf(JsonRecord record)
    {
        foreach (var name in s_systems)
        {
            if (record.IsString(name) && !string.IsNullOrWhiteSpace(JsonRecord.StringOf(record[name])))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>The turns, of which one at least is learned.</summary>
    /// <exception cref="FormatException">None is, or what the assistant says is empty.</exception>
    public static List<ConversationTurn> Complete(List<ConversationTurn> turns)
    {
        if (turns.Count == 0)
        {
            throw new FormatException("the conversation has no turn; expected at least one of the assistant");
        }

        if (turns.FindIndex(turn => turn.Role == Roles.Assistant && string.IsNullOrWhiteSpace(turn.Content)) is var empty and >= 0)
        {
            throw new FormatException(FormattableString.Invariant($"what the assistant says in turn {empty + 1} is empty; expected a text"));
        }

        if (!turns.Exists(turn => turn.Role == Roles.Assistant))
        {
            throw new FormatException("no turn of the conversation is the assistant's, so nothing of it is learned; expected one at least");
        }

        return turns.Exists(turn => turn.IsLearned)
            ? turns
            : throw new FormatException("no turn of the assistant is learned (each has the weight 0 or belongs to the prompt); expected one at least");
    }
}
