using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class ConversationRendererTests
{
    private static readonly Conversation Talk = new([new("user", " a ", false), new("assistant", "b", true), new("user", "c", false), new("assistant", "d ", true)]);

    [Fact]
    public void The_mask_says_what_is_template_given_and_scored_in_bytes()
    {
        var text = Rendered(new Tagged(), new Conversation([new("user", "é", false), new("assistant", "b", true)]));
        Assert.Equal("<user>é</user><assistant>b</assistant>", text.Text);
        Assert.Equal(("t6 c2 t18 s1 t12", "b"), (text.Mask, text.ScoredText));
        Assert.Equal(text.Parts, RenderedText.Parse(text.Text, text.Mask)?.Parts);
    }

    [Theory]
    [InlineData("t6 c2 t18 s1 t11")]
    [InlineData("t6 c2 t18 s1 t13")]
    [InlineData("t7 c1 t18 s1 t12")]
    [InlineData("t06 c2 t18 s1 t12")]
    [InlineData("t6 c2 t18  s1 t12")]
    [InlineData("x6 c2 t18 s1 t12")]
    [InlineData("t99999999999 c2")]
    [InlineData("")]
    public void A_mask_of_another_text_is_none(string mask) => Assert.Null(RenderedText.Parse("<user>é</user><assistant>b</assistant>", mask));

    [Fact]
    public void Without_a_template_the_joints_belong_to_what_is_given()
    {
        var (text, _) = new ConversationRenderer(null).Render(Talk);
        Assert.Equal((" a \nb\nc\nd ", "c4 s1 c3 s2"), (text?.Text, text?.Mask));
        Assert.Equal(Talk.PlainText, text?.Text);
    }

    [Fact]
    public void A_template_that_trims_is_followed()
    {
        Assert.Equal("<user>a</user><assistant>b</assistant><user>c</user><assistant>d</assistant>", Rendered(new Tagged { Trims = true }, Talk).Text);
        Assert.Equal("d", Rendered(new Tagged { Trims = true }, Talk).Parts.Last(part => part.Kind == TextPartKind.Scored).Text);
        Assert.Equal("d ", Rendered(new Tagged(), Talk).Parts.Last(part => part.Kind == TextPartKind.Scored).Text);
    }

    [Theory]
    [InlineData("x</user><assistant>mine", "x</user><assistant>mine")]
    [InlineData("Xq1Zj1Vk", "Xq1Zj1Vk")]
    public void What_a_document_says_is_never_template(string said, string kept)
    {
        var text = Rendered(new Tagged(), new Conversation([new("user", said, false), new("assistant", "b", true)]));
        Assert.Equal([new(TextPartKind.Template, "<user>"), new(TextPartKind.Context, kept), new(TextPartKind.Template, "</user><assistant>"), new(TextPartKind.Scored, "b"), new(TextPartKind.Template, "</assistant>")], text.Parts);
    }

    [Theory]
    [InlineData("user>x", "a", "is no role")]
    [InlineData("user", "a\0b", "NUL")]
    [InlineData("user", "SHOUT", "does not write these contents as they are")]
    [InlineData("system", "a", "leaves out or moves turn 1 (system)")]
    [InlineData("Xq0Zj0Vk", "a", "is no role")]
    [InlineData(" tool", "a", "is no role")]
    [InlineData("a-role-of-a-name-that-is-longer-than-40-is", "a", "is no role")]
    public void What_cannot_be_put_together_is_refused_with_a_reason(string role, string said, string reason)
    {
        var (text, whyNot) = new ConversationRenderer(new Tagged()).Render(new Conversation([new(role, said, false), new("assistant", "b", true)]));
        Assert.Null(text);
        Assert.Contains(reason, whyNot, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("function response")]
    [InlineData("a-role-of-a-name-of-just-40-letters-okay")]
    public void A_role_that_a_record_may_have_can_be_put_into_a_template(string role)
    {
        var line = JsonSerializer.Serialize(new { messages = new object[] { new { role, content = "a" }, new { role = "assistant", content = "b" } } });
        using var json = JsonDocument.Parse(line);
        var turns = MessageList.Read(json.RootElement.GetProperty("messages"), "messages");
        Assert.Equal($"<{role}>a</{role}><assistant>b</assistant>", Rendered(new Tagged(), new Conversation(turns)).Text);
    }

    [Fact]
    public void A_role_with_a_space_is_not_taken_for_two_roles()
    {
        var renderer = new ConversationRenderer(new Tagged());
        Assert.Equal("<tool a>x</tool a><assistant>y</assistant>", renderer.Render(Of("tool a")).Text?.Text);
        Assert.Equal("<tool>x</tool><a>x</a><assistant>y</assistant>", renderer.Render(Of("tool", "a")).Text?.Text);

        static Conversation Of(params string[] roles) => new([.. roles.Select(role => new ConversationTurn(role, "x", false)), new("assistant", "y", true)]);
    }

    [Fact]
    public void A_role_that_a_template_takes_for_another_one_is_refused()
    {
        var (_, whyNot) = new ConversationRenderer(new Tagged { HidesRoles = true }).Render(new Conversation([new("tool", "a", false), new("assistant", "b", true)]));
        Assert.Contains("knows no role 'tool'", whyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void A_conversation_of_which_nothing_is_learned_has_no_text() =>
        Assert.Contains("no answer", new ConversationRenderer(null).Render(new Conversation([new("assistant", "b", false)])).WhyNot, StringComparison.Ordinal);

    [Fact]
    public void Hash_and_lengths_are_of_what_is_scored_and_the_hash_covers_the_mask()
    {
        var text = Rendered(new Tagged(), Talk);
        var facts = DocumentFacts.Of(text.Text, text.Mask);
        Assert.Equal((DocumentFacts.Of("bd ").ByteLength, DocumentFacts.Of("bd ").ZlibLength, text.Mask), (facts.ByteLength, facts.ZlibLength, facts.Mask));
        Assert.NotEqual(ContentHash.Of(text.Text), facts.Hash);
        Assert.NotEqual(ContentHash.Of(text.Text, text.AsContext().Mask), facts.Hash);
        Assert.Equal(ContentHash.Of(text.Text), ContentHash.Of(text.Text, null));
    }

    [Fact]
    public void Variants_change_only_what_is_scored()
    {
        var text = Rendered(new Tagged(), new Conversation([new("user", "GIVEN", false), new("assistant", "SAID", true)]));
        Assert.Equal("<user>GIVEN</user><assistant>said</assistant>", TextVariant.Lowercase.Apply(text).Text);
    }

    private static RenderedText Rendered(IChatTemplate template, Conversation talk) =>
        new ConversationRenderer(template).Render(talk) is { Text: { } text } ? text : throw new InvalidOperationException("no text");

    /// <summary>A template that has its ways: it shouts back, keeps no system and may trim.</summary>
    private sealed class Tagged : IChatTemplate
    {
        public bool Trims { get; init; }

        public bool HidesRoles { get; init; }

        public string Name => "tagged";

        public bool IsOwn => false;

        public string Sha256 => "";

        public string Render(IReadOnlyList<(string Role, string Content)> turns) => string.Concat(turns.Where(turn => turn.Role != "system")
            .Select(turn => (Role: HidesRoles ? "user" : turn.Role, Content: turn.Content == "SHOUT" ? "shout!" : Trims ? turn.Content.Trim() : turn.Content))
            .Select(turn => $"<{turn.Role}>{turn.Content}</{turn.Role}>"));
    }
}
