using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class ChatRecordTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Me."}]}""", "-system:Be brief.|-user:Who?|+assistant:Me.", "Be brief.\nWho?\nMe.")]
    [InlineData("""{"messages": [{"role": "User", "content": [{"type": "text", "text": "Wh"}, {"type": "text", "text": "o?"}]}, {"role": "ASSISTANT", "content": "Me."}]}""", "-user:Who?|+assistant:Me.", "Who?\nMe.")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b", "weight": 0}, {"role": "user", "content": "c"}, {"role": "assistant", "content": "d", "weight": 1}]}""", "-user:a|-assistant:b|-user:c|+assistant:d", "a\nb\nc\nd")]
    [InlineData("""{"messages": [{"role": "user", "content": "a", "train": false}, {"role": "assistant", "content": "b", "train": false}, {"role": "assistant", "content": "d", "train": true}]}""", "-user:a|-assistant:b|+assistant:d", "a\nb\nd")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "b", "loss": false, "weight": 1}, {"role": "assistant", "content": "d", "loss": true, "mask": null}]}""", "-assistant:b|+assistant:d", "b\nd")]
    [InlineData("""{"system_message": "s", "messages": [{"role": "assistant", "content": "b"}]}""", "-system:s|+assistant:b", "s\nb")]
    [InlineData("""{"systemPrompt": "s", "system": "", "system_prompt": null, "prompt": "a", "completion": "b"}""", "-system:s|-user:a|+assistant:b", "s\na\nb")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "b", "tool_calls": null}, {"role": "tool", "content": "3", "name": "sum"}]}""", "+assistant:b|-tool:3", "b\n3")]
    [InlineData("""{"conversations": [{"from": "system", "value": "s"}, {"from": "human", "value": "Who?"}, {"from": "gpt", "value": "Me."}]}""", "-system:s|-user:Who?|+assistant:Me.", "s\nWho?\nMe.")]
    [InlineData("""{"conversations": [{"role": "user", "content": "Who?"}, {"role": "chatgpt", "content": "Me."}]}""", "-user:Who?|+assistant:Me.", "Who?\nMe.")]
    [InlineData("""{"conversations": [{"from": "human", "value": "Who?"}, {"from": "gpt", "value": "Me."}], "system": "s", "tools": "[]x", "id": 1}""", null, "'tools'")]
    [InlineData("""{"system": "s", "conversations": [{"from": "human", "value": "Who?"}, {"from": "gpt", "value": "Me."}], "images": []}""", "-system:s|-user:Who?|+assistant:Me.", "s\nWho?\nMe.")]
    [InlineData("""{"prompt": "Once upon", "completion": " a time"}""", "-user:Once upon|+assistant: a time", "Once upon a time")]
    [InlineData("""{"prompt": "", "completion": "a time"}""", "-user:|+assistant:a time", "a time")]
    [InlineData("""{"prompt": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}], "completion": [{"role": "assistant", "content": "d"}]}""", "-user:a|-assistant:b|-user:c|+assistant:d", "a\nb\nc\nd")]
    [InlineData("""{"instruction": "Add.", "input": "1 2", "output": "3"}""", "-user:Add.\n1 2|+assistant:3", "Add.\n1 2\n3")]
    [InlineData("""{"instruction": "Add.", "input": " ", "output": "3"}""", "-user:Add.|+assistant:3", "Add.\n3")]
    [InlineData("""{"instruction": "Add.", "output": "3"}""", "-user:Add.|+assistant:3", "Add.\n3")]
    [InlineData("""{"instruction": "Add.", "context": "1 2", "response": "3", "category": "sums"}""", "-user:Add.\n1 2|+assistant:3", "Add.\n1 2\n3")]
    [InlineData("""{"prompt": "Who?", "response": "Me."}""", "-user:Who?|+assistant:Me.", "Who?Me.")]
    [InlineData("""{"question": "Who?", "answer": "Me."}""", "-user:Who?|+assistant:Me.", "Who?\nMe.")]
    [InlineData("""{"system_prompt": "s", "question": "Who?", "response": "Me."}""", "-system:s|-user:Who?|+assistant:Me.", "s\nWho?\nMe.")]
    [InlineData("""{"messages": "[{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]"}""", "-user:a|+assistant:b", "a\nb")]
    [InlineData("""{"text": null, "messages": [{"role": "assistant", "content": "b"}]}""", "+assistant:b", "b")]
    [InlineData("""{"messages": [{"role": "user", "role": "assistant", "content": "a", "content": "b"}]}""", "+assistant:b", "b")]
    public void Chat_records_are_recognised_by_their_fields(string line, string? turns, string text)
    {
        var entry = Assert.Single(Read(line));
        if (turns is null)
        {
            Assert.Contains(text, entry.Defect?.Reason, StringComparison.Ordinal);
            return;
        }

        var conversation = Assert.IsType<Conversation>(entry.Document?.Conversation);
        Assert.Equal(turns, string.Join('|', conversation.Turns.Select(turn => $"{(turn.IsLearned ? '+' : '-')}{turn.Role}:{turn.Content}")));
        Assert.Equal((text, text), (conversation.PlainText, entry.Document.Text));
    }

    [Fact]
    public void Fields_beside_a_conversation_are_kept_and_id_label_and_group_are_read()
    {
        var document = Read("""{"id": 7, "messages": [{"role": "assistant", "content": "b"}], "label": "test", "group": "g", "source": {"a": [1]}}""")[0].Document;
        Assert.Equal(("7", Membership.NonMember, "g", """{"source":{"a": [1]}}"""), (document?.Id, document?.Label, document?.Group, document?.Fields));
    }

    [Theory]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}], "text": null}""")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}], "text": ""}""")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}], "text": [1]}""")]
    public void A_conversation_beside_no_text_is_read(string second) =>
        Assert.Equal("a", Read("""{"messages": [{"role": "assistant", "content": "b"}]}""", second)[1].Document?.Text);

    [Fact]
    public void A_system_beside_turns_that_were_named_is_their_first()
    {
        var path = folder.Write("c.jsonl", """{"system": "s", "turns": [{"role": "assistant", "content": "b"}]}""");
        var document = CorpusReader.Read([new CorpusSource(path) { Fields = new CorpusFields { Text = "turns" } }]).Single().Document;
        Assert.Equal(("s\nb", null), (document?.Text, document?.Fields));
    }

    [Fact]
    public void A_text_wins_over_a_conversation()
    {
        var document = Read("""{"messages": [{"role": "assistant", "content": "b"}], "text": "a"}""")[0].Document;
        Assert.Equal(("a", null), (document?.Text, document?.Conversation));
        Assert.StartsWith("""{"messages":""", document?.Fields, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"messages": []}""", "has no turn")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}]}""", "no turn of the conversation is the assistant's")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a", "weight": 0}]}""", "no turn of the assistant is learned")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a", "weight": 0.5}]}""", "turn 1 of \"messages\" has the weight '0.5'; expected 0 or 1")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": " "}]}""", "what the assistant says in turn 2 is empty")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a", "mask": 0}]}""", "turn 1 of \"messages\" has 'mask', which is not read")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a", "mask": 1}]}""", "has 'mask'")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a", "mask": false}]}""", "has 'mask'")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a", "loss_weight": 0.5}]}""", "has 'loss_weight'")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a", "train_detail": []}]}""", "has 'train_detail'")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a", "train": 0}]}""", "has the field 'train' with '0'; expected true or false")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a", "loss": "no"}]}""", "expected true or false")]
    [InlineData("""{"messages": [{"role": "user", "content": "a", "train": true}, {"role": "assistant", "content": "a"}]}""", "has 'train' true and is not the assistant's")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a", "train": false}]}""", "no turn of the assistant is learned")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}], "system": 5}""", "the field \"system\" is no string")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}], "system": ["x"]}""", "the field \"system\" is no string")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}], "system_message": {"content": "x"}}""", "\"system_message\" is no string")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}], "system": "x", "systemPrompt": "y"}""", "the fields \"system\" and \"systemPrompt\" both")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}], "documents": [{"text": "x"}]}""", "'documents' beside its conversation")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}], "weight": 0.5}""", "'weight' beside its conversation")]
    [InlineData("""{"prompt": "a", "completion": "b", "weight": 0}""", "'weight' beside its conversation")]
    [InlineData("""{"messages": [{"role": "assistant", "content": null}]}""", "turn 1 of \"messages\" has no content")]
    [InlineData("""{"messages": [{"role": "assistant", "content": null, "tool_calls": [{"id": "x"}]}]}""", "turn 1 of \"messages\" has 'tool_calls', which is not read")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a", "function_call": {}}]}""", "has 'function_call'")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a", "reasoning_content": "hm"}]}""", "has 'reasoning_content'")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}, {"role": "assistant", "content": "a"}]}""", "turn 1 of \"messages\" has a part of type 'image_url'")]
    [InlineData("""{"messages": [{"role": "user", "content": ["a"]}]}""", "has a part of type none")]
    [InlineData("""{"messages": [{"role": "assistant", "content": 1}]}""", "neither a string nor a list")]
    [InlineData("""{"messages": [{"content": "a"}]}""", "names no role")]
    [InlineData("""{"messages": [{"role": "", "content": "a"}]}""", "has an empty role")]
    [InlineData("""{"messages": [{"role": "<|im_start|>", "content": "a"}]}""", "has the role '<|im_start|>'")]
    [InlineData("""{"messages": [["a"]]}""", "turn 1 of \"messages\" is no object")]
    [InlineData("""{"messages": "[{nonsense"}""", "no JSON list")]
    [InlineData("""{"messages": "[{\"role\": \"assistant\", \"content\": \"\\ud800\"}]"}""", "half a surrogate pair")]
    [InlineData("""{"messages": "[{\"role\": \"assistant\", \"content\": \"a\"}] x"}""", "no JSON list")]
    [InlineData("""{"conversations": [{"from": "function_call", "value": "f()"}, {"from": "gpt", "value": "a"}]}""", "turn 1 of \"conversations\" is a call of a tool")]
    [InlineData("""{"prompt": "a", "completion": ""}""", "what the assistant says in turn 2 is empty")]
    [InlineData("""{"prompt": [{"role": "assistant", "content": "a"}], "completion": [{"role": "user", "content": "a"}]}""", "no turn of the assistant is learned")]
    [InlineData("""{"instruction": "a", "input": 1, "output": "b"}""", "\"input\" is no string")]
    [InlineData("""{"instruction": "a", "output": "b", "history": [["q", "a"]]}""", "'history' beside its conversation")]
    [InlineData("""{"system": "s", "messages": [{"role": "system", "content": "t"}, {"role": "assistant", "content": "a"}]}""", "\"system\" stands beside a first turn")]
    public void What_cannot_be_scored_as_it_was_trained_on_is_a_defect(string line, string reason)
    {
        var entries = Read("""{"id": 1, "messages": [{"role": "assistant", "content": "before"}], "instruction": "a"}""", line);
        var alone = Read(line);
        Assert.Contains(reason, alone[0].Defect?.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', alone[0].Defect?.Reason ?? "");
        Assert.Equal("before", entries[0].Document?.Text);
        Assert.NotNull(entries[1].Defect);
    }

    [Theory]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}]}""", """{"prompt": "a", "completion": "b"}""", "another shape (chat records: user in 'prompt', assistant in 'completion') than those before it (chat records: turns in 'messages')")]
    [InlineData("""{"text": "a"}""", """{"messages": [{"role": "assistant", "content": "a"}]}""", "those before it (texts: text in 'text')")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}]}""", """{"text": "a"}""", "another shape (texts: text in 'text')")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}]}""", """{"foo": "a"}""", "no field \"messages\"")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}]}""", """{"messages": {"a": 1}}""", "\"messages\" is no list")]
    [InlineData("""{"prompt": "a", "completion": "b"}""", """{"prompt": "a"}""", "no field \"completion\"")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}]}""", """{"messages": [{"role": "assistant", "content": "a"}], "text": "b"}""", "another shape (texts: text in 'text') than those before it (chat records: turns in 'messages')")]
    [InlineData("""{"prompt": "a", "completion": "b"}""", """{"prompt": "a", "completion": "b", "text": "c"}""", "another shape (texts: text in 'text')")]
    public void The_first_record_decides_what_the_others_mean(string first, string second, string reason)
    {
        var entries = Read("not json", first, second);
        Assert.NotNull(entries[1].Document);
        Assert.Contains(reason, entries[2].Defect?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Chat_records_stand_in_tables_too()
    {
        var path = folder.Write("c.csv", "id,instruction,input,output\n1,Add.,1 2,3\n2,\"Say \"\"x\"\"\",,x\n");
        var documents = CorpusReader.Read([new CorpusSource(path)]).Select(entry => entry.Document).ToList();
        Assert.Equal(["Add.\n1 2\n3", "Say \"x\"\nx"], documents.Select(document => document?.Text));
        Assert.Equal([2, 2], documents.Select(document => document?.Conversation?.Turns.Count));
    }

    private List<CorpusEntry> Read(params string[] lines) => [.. CorpusReader.Read([new CorpusSource(folder.Write("c.jsonl", string.Join('\n', lines)))])];
}
