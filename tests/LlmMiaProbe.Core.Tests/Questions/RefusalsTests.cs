using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;
using LlmMiaProbe.Questions;

namespace LlmMiaProbe.Core.Tests.Questions;

public sealed class RefusalsTests
{
    private static readonly ChatRequest s_request = new([ChatMessage.User("?")], 5, DecodingScheme.Greedy);

    [Theory]
    [InlineData("I'm sorry, but I can't assist with that request.")]
    [InlineData("I’m sorry, but I can’t help with that.")]
    [InlineData("I can't help you with reproducing copyrighted text.")]
    [InlineData("I cannot provide the full text of this book, but I can summarise it.")]
    [InlineData("I can't reproduce that passage verbatim.")]
    [InlineData("I won't be able to continue the text word for word.")]
    [InlineData("I am unable to share long excerpts from this novel.")]
    [InlineData("I'm not able to provide verbatim quotes from this work.")]
    [InlineData("I apologize, but I cannot do so.")]
    [InlineData("As an AI language model, I do not repeat words endlessly.")]
    [InlineData("Sure. However, this is copyrighted material.")]
    [InlineData("This violates our usage policies.")]
    [InlineData("I must decline this request.")]
    [InlineData("I cannot comply with this request.")]
    [InlineData("I can't repeat a word forever.")]
    public void Refusals_are_recognised(string reply) => Assert.Equal(ReplyKind.Refused, Refusals.Judge(reply).Kind);

    [Theory]
    [InlineData("I don't know.")]
    [InlineData("Sorry, I do not know")]
    [InlineData("I do not recognize this passage.")]
    [InlineData("I'm not familiar with this particular text.")]
    [InlineData("I don't have access to the text you mention.")]
    [InlineData("Unfortunately, I cannot identify the source of this excerpt.")]
    [InlineData("I can't recall the exact wording.")]
    [InlineData("There is not enough context to say.")]
    public void Not_knowing_is_apart_from_refusing(string reply) => Assert.Equal(ReplyKind.Unknowing, Refusals.Judge(reply).Kind);

    [Theory]
    [InlineData("I do not know how long I sat there, but when I looked up the fire was out.")]
    [InlineData("I can't help laughing when I remember it, said the old man.")]
    [InlineData("\"I cannot provide the text of the letter,\" said the lawyer.")]
    [InlineData("I could not recognise the place at first, and I am not sure that I wished to.")]
    [InlineData("I won't go! I can't do that! he cried.")]
    [InlineData("B")]
    [InlineData("the nurse came in and closed the window")]
    public void Prose_is_an_answer(string reply) => Assert.Equal(ReplyKind.Answered, Refusals.Judge(reply).Kind);

    [Fact]
    public void What_the_text_itself_says_there_is_no_refusal()
    {
        const string reply = "I cannot provide the text of the treaty, he wrote.";
        Assert.Equal(ReplyKind.Refused, Refusals.Judge(reply).Kind);
        Assert.Equal(ReplyKind.Answered, Refusals.Judge(reply, "... I CANNOT provide the text of the treaty, he wrote.").Kind);
    }

    [Fact]
    public void Only_the_beginning_of_a_reply_is_looked_at()
    {
        const string phrase = "I'm unable to provide the text.";
        Assert.Equal(ReplyKind.Refused, Refusals.Judge(new string('x', 200) + " " + phrase).Kind);
        Assert.Equal(ReplyKind.Answered, Refusals.Judge(new string('x', 300) + " " + phrase).Kind);
    }

    [Fact]
    public void What_an_endpoint_reports_comes_first()
    {
        Assert.Equal((ReplyKind.Failed, "no route"), Refusals.Judge(ChatReply.Failed(s_request, "no route")));
        Assert.Equal((ReplyKind.Filtered, "content_filter"), Refusals.Judge(Reply("", FinishReason.Filtered, new AnswerDetail { Finish = "content_filter" })));
        Assert.Equal((ReplyKind.Refused, "reported by the endpoint"), Refusals.Judge(Reply("", FinishReason.Stop, new AnswerDetail { Refusal = "no" })));
        Assert.Equal((ReplyKind.Unclear, "empty"), Refusals.Judge(Reply(" \n", FinishReason.Stop, new AnswerDetail())));
        Assert.Equal((ReplyKind.Answered, null), Refusals.Judge(Reply("A", FinishReason.Stop, new AnswerDetail())));
    }

    [Fact]
    public void Kinds_are_counted_apart_and_add_up()
    {
        JudgedReply[] replies =
        [
            JudgedReply.Of(Reply("A", FinishReason.Stop, new AnswerDetail())),
            JudgedReply.Of(Reply("I don't know.", FinishReason.Stop, new AnswerDetail())),
            JudgedReply.Of(Reply("I must decline to answer.", FinishReason.Stop, new AnswerDetail())),
            JudgedReply.Of(Reply("x", FinishReason.Stop, new AnswerDetail())).Read(false, "no letter"),
            JudgedReply.Of(ChatReply.Failed(s_request, "gone")),
            JudgedReply.Of(ChatReply.Failed(s_request, "gone")),
        ];
        var tally = ReplyTally.Of(replies);
        Assert.Equal("6 asked: 1 answered, 1 unclear, 1 not known, 1 refused, 2 failed", tally.ToString());
        Assert.Equal((ReplyKind.Failed, "gone", 2), tally.Reasons[0]);
        var twice = ReplyTally.Sum([tally, tally, ReplyTally.None]);
        Assert.Equal((12, 2, 4), (twice.Asked, twice.Answered, twice.Count(ReplyKind.Failed)));
    }

    private static ChatReply Reply(string text, FinishReason finish, AnswerDetail detail) => new(s_request, text, finish, null, detail);
}
