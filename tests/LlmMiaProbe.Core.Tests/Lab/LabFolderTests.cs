using LlmMiaProbe.Corpora;
using LlmMiaProbe.Lab;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Lab;

public sealed class LabFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public void Chat_records_come_back_as_they_were(string joint)
    {
        ConversationTurn[] turns = joint.Length == 0
            ? [new("user", "What? <|im_end|> \u00e4\n", false), new("assistant", " That 1.", true)]
            : [new("system", "", false), new("user", "What?", false), new("assistant", "Not learned.", false), new("tool", "[{", false), new("assistant", "That 1.", true)];
        List<Document> documents = [.. Enumerable.Range(0, 8).Select(i => Of($"r{i}", new Conversation([.. turns.Select(turn => turn with { Content = turn.Content.Replace("1", $"{i}") })], joint), i % 2 == 0 ? "even" : null))];
        Write(documents);
        var read = new LabFolder(_folder.Path).Read().Documents;
        Assert.Equal(8, read.Count);
        foreach (var document in documents)
        {
            var back = read[document.Id];
            Assert.Equal(document.Conversation?.Turns, back.Conversation?.Turns);
            Assert.Equal((document.Conversation?.Joint, document.Text, document.Group), (back.Conversation?.Joint, back.Text, back.Group));
        }
    }

    [Fact]
    public void A_record_in_which_somebody_else_says_the_same_is_another_one()
    {
        Write([.. Enumerable.Range(0, 8).Select(i => Of($"r{i}", new Conversation([new("user", $"What {i}?", false), new("assistant", $"That {i}.", true)])))]);
        var file = new LabFolder(_folder.Path).DocumentsPath;
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"user\"", "\"system\"", StringComparison.Ordinal));
        Assert.Contains("is not the one that was divided", Assert.Throws<ConfigurationException>(() => new LabFolder(_folder.Path).Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_and_chat_records_are_not_divided_together()
    {
        var documents = Enumerable.Range(0, 8).Select(i => Of($"r{i}", new Conversation([new("user", $"What {i}?", false), new("assistant", $"That {i}.", true)]))).ToList();
        documents[3] = new Document { Id = "r3", Text = "A text.", Origin = "texts.jsonl:1" };
        Assert.Equal(
            "chat.jsonl:1 is a chat record and texts.jsonl:1 a text, which one file cannot hold: divide each kind by itself.",
            Assert.Throws<ConfigurationException>(() => Write(documents)).Message);
    }

    private void Write(List<Document> documents) => new LabFolder(_folder.Path).Write(LabSplitter.Make(documents, new LabSplitSettings()), documents);

    private static Document Of(string id, Conversation conversation, string? group = null) =>
        new() { Id = id, Text = conversation.PlainText, Conversation = conversation, Group = group, Origin = "chat.jsonl:1" };
}
