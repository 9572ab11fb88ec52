using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Contract;

/// <summary>Chat records under llama.cpp: templates, tokens of their parts, and the scores of what the assistant says.</summary>
[Collection(NativeCollection.Name)]
public sealed class ConversationTests(NativeLibraryFixture native)
{
    private static readonly Conversation Talk = new([new("system", "Be brief.", false), new("user", "Who?", false), new("assistant", "Me.", true), new("user", "And he?", false), new("assistant", "Not he.", true)]);

    /// <summary>Written by hand from the published formats.</summary>
    [Theory]
    [InlineData("chatml", "<|im_start|>system\n«Be brief.»<|im_end|>\n<|im_start|>user\n«Who?»<|im_end|>\n<|im_start|>assistant\n[Me.]<|im_end|>\n<|im_start|>user\n«And he?»<|im_end|>\n<|im_start|>assistant\n[Not he.]<|im_end|>\n")]
    [InlineData("llama3", "<|start_header_id|>system<|end_header_id|>\n\n«Be brief.»<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n«Who?»<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n[Me.]<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n«And he?»<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n[Not he.]<|eot_id|>")]
    [InlineData("llama2-sys", "[INST] <<SYS>>\n«Be brief.»\n<</SYS>>\n\n«Who?» [/INST][Me.]</s>[INST] «And he?» [/INST][Not he.]</s>")]
    [InlineData("gemma", "<start_of_turn>user\n«Be brief.»\n\n«Who?»<end_of_turn>\n<start_of_turn>model\n[Me.]<end_of_turn>\n<start_of_turn>user\n«And he?»<end_of_turn>\n<start_of_turn>model\n[Not he.]<end_of_turn>\n")]
    [InlineData("phi3", "<|system|>\n«Be brief.»<|end|>\n<|user|>\n«Who?»<|end|>\n<|assistant|>\n[Me.]<|end|>\n<|user|>\n«And he?»<|end|>\n<|assistant|>\n[Not he.]<|end|>\n")]
    [InlineData("zephyr", "<|system|>\n«Be brief.»<|endoftext|>\n<|user|>\n«Who?»<|endoftext|>\n<|assistant|>\n[Me.]<|endoftext|>\n<|user|>\n«And he?»<|endoftext|>\n<|assistant|>\n[Not he.]<|endoftext|>\n")]
    [InlineData("mistral-v7", "[SYSTEM_PROMPT] «Be brief.»[/SYSTEM_PROMPT][INST] «Who?»[/INST] [Me.]</s>[INST] «And he?»[/INST] [Not he.]</s>")]
    public void A_template_writes_the_published_format_and_its_contents_are_found(string name, string expected)
    {
        var (text, whyNot) = new ConversationRenderer(NamedChatTemplate.Named(native.Library, name)).Render(Talk);
        Assert.Null(whyNot);
        Assert.Equal(expected, string.Concat((text?.Parts ?? []).Select(part => part.Kind switch { TextPartKind.Template => part.Text, TextPartKind.Context => $"«{part.Text}»", _ => $"[{part.Text}]" })));
    }

    [Fact]
    public void Every_template_that_is_known_writes_a_plain_conversation_or_says_why_not()
    {
        var plain = new Conversation([new("user", "Who?", false), new("assistant", "Me.", true)]);
        foreach (var name in native.Library.ChatTemplates)
        {
            var (text, whyNot) = new ConversationRenderer(NamedChatTemplate.Named(native.Library, name)).Render(plain);
            Assert.True(text is null == whyNot is not null, name);
            Assert.Equal(text is null ? null : "Me.", text?.ScoredText);
        }
    }

    [Fact]
    public void The_template_of_a_file_is_recognised_and_an_unknown_one_is_refused_with_the_names()
    {
        const string Own = "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}";
        using var folder = new TemporaryFolder();
        Save($"{folder.Path}/own.gguf", Own);
        Save($"{folder.Path}/strange.gguf", "{{ messages | tojson }}");
        Save($"{folder.Path}/named.gguf", "chatml");
        Save($"{folder.Path}/none.gguf", null);
        var own = NamedChatTemplate.Of(native.Library, $"{folder.Path}/own.gguf");
        Assert.Equal(("chatml", true, ContentHash.Of(Own).Hex), (own.Name, own.IsOwn, own.Sha256));
        Assert.Contains("is none that this program knows: add --chat-template NAME", Refusal("strange"), StringComparison.Ordinal);
        Assert.Contains("is none that this program knows", Refusal("named"), StringComparison.Ordinal);
        Assert.Contains("has no chat template", Refusal("none"), StringComparison.Ordinal);
        Assert.All(["strange", "none"], file => Assert.Contains("chatml", Refusal(file), StringComparison.Ordinal));
        Assert.Contains("expected auto, none, or one of", Assert.Throws<ConfigurationException>(() => NamedChatTemplate.Named(native.Library, "jinja")).Message, StringComparison.Ordinal);

        string Refusal(string file) => Assert.Throws<ConfigurationException>(() => NamedChatTemplate.Of(native.Library, $"{folder.Path}/{file}.gguf")).Message;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scores_are_those_of_the_same_tokens_in_one_text_to_the_bit(bool bos)
    {
        using var scorer = native.Open("target.gguf", new LocalScorerOptions { Bos = bos ? BosPolicy.Always : BosPolicy.Never });
        var text = Rendered("chatml", Talk);
        var prepared = scorer.Prepare(text);

        // By hand: each part is tokenised by itself.
        var parts = text.Parts.Select(part => (Tokens: scorer.Tokenize(part.Text), IsScored: part.Kind == TextPartKind.Scored)).ToList();
        int[] tokens = [.. parts.SelectMany(part => part.Tokens)];
        bool[] isScored = [.. parts.SelectMany(part => part.Tokens.Select(_ => part.IsScored))];
        Assert.Equal(tokens, prepared.Tokens);
        Assert.Equal(isScored, prepared.IsScored);
        Assert.Equal(text.ScoredText, ((ITokenSpelling)scorer).Text(prepared.ScoredTokens));

        var scores = await NativeLibraryFixture.ScoreAsync(scorer, prepared, prepared with { IsScored = null, Key = EvidenceKey.Of(scorer.Model.Fingerprint, "whole", null, tokens) });
        SameBits.Assert(scores[1].Only(bos ? isScored : isScored[1..]), scores[0] is { UnscoredFirstToken: null } ? With(scores[1].UnscoredFirstToken, scores[0]) : scores[0]);
        Assert.Null(scores[0].UnscoredFirstToken);
        Assert.NotEqual(scorer.Prepare(text.AsContext()).Key, prepared.Key);
    }

    [Fact]
    public async Task A_long_conversation_is_scored_in_windows_like_a_long_text()
    {
        using var scorer = native.Open("target.gguf", new LocalScorerOptions { ContextLength = 32 });
        var text = Rendered("chatml", new Conversation([new("user", new string('x', 200) + string.Concat(Enumerable.Repeat(" the cat sat", 30)), false), new("assistant", string.Concat(Enumerable.Repeat("and the dog ran ", 20)), true)]));
        var prepared = scorer.Prepare(text);
        var whole = prepared with { IsScored = null, Key = EvidenceKey.Of(scorer.Model.Fingerprint, "whole", null, prepared.Tokens) };
        Assert.True(prepared.Windows < ScoringWindows.Plan(prepared.Tokens.Length, true, 32).Count);
        var scores = await NativeLibraryFixture.ScoreAsync(scorer, prepared, whole);
        SameBits.Assert(scores[1].Only(prepared.IsScored ?? []), scores[0]);
    }

    [Fact]
    public async Task After_a_prefix_the_same_tokens_are_scored()
    {
        using var scorer = native.Open("target.gguf");
        var (text, shot) = (Rendered("chatml", Talk), Rendered("chatml", Talk).AsContext());
        var after = scorer.PrepareAfter(shot, text);
        var scores = await NativeLibraryFixture.ScoreAsync(scorer, after, after with { IsScored = null, Key = EvidenceKey.Of(scorer.Model.Fingerprint, "whole", null, after.Tokens) });
        SameBits.Assert(scores[1].Only(after.IsScored ?? []), scores[0]);
        Assert.Equal(scorer.Prepare(text).ScoredTokens, scores[0].Tokens);
    }

    /// <summary>A vocabulary in which the marks of ChatML are control tokens, and a space goes before a text.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Marks_that_a_document_spells_are_text_and_those_of_the_template_are_tokens(bool addsSpace)
    {
        using var folder = new TemporaryFolder();
        var path = $"{folder.Path}/marks.gguf";
        Save(path, null, addsSpace);
        using var scorer = native.OpenFile(path, new LocalScorerOptions { WidenWeights = false });
        var text = Rendered("chatml", new Conversation([new("user", "the <|im_end|> tea", false), new("assistant", "is <|im_start|>hot", true)]));
        var tokens = scorer.Tokenize(text);
        Assert.Equal((2, 2), (tokens.Tokens.Count(token => token == Start), tokens.Tokens.Count(token => token == End)));
        Assert.Equal("is <|im_start|>hot", ((ITokenSpelling)scorer).Text(tokens.Scored));
        Assert.DoesNotContain(Start, tokens.Scored);
        // No space is put where a text goes on behind "assistant\n".
        Assert.Equal($"{(addsSpace ? " " : "")}user\nthe <|im_end|> tea{(addsSpace ? " " : "")}\n{(addsSpace ? " " : "")}assistant\nis <|im_start|>hot{(addsSpace ? " " : "")}\n", ((ITokenSpelling)scorer).Text(tokens.Tokens));
    }

    [Fact]
    public void A_template_that_begins_with_the_bos_of_the_model_does_not_put_it_twice()
    {
        using var folder = new TemporaryFolder();
        var path = $"{folder.Path}/bos.gguf";
        Save(path, null);
        using var scorer = native.OpenFile(path, new LocalScorerOptions { WidenWeights = false, Bos = BosPolicy.Always });
        using var never = native.OpenFile(path, new LocalScorerOptions { WidenWeights = false, Bos = BosPolicy.Never });
        var text = new RenderedText([new(TextPartKind.Template, "<s>"), new(TextPartKind.Context, "tea"), new(TextPartKind.Scored, "hot")]);
        Assert.DoesNotContain(1, scorer.Tokenize(text).Tokens);
        Assert.Equal(1, never.Tokenize(text).Tokens[0]);

        // The parts end in the tokens that are left, wherever the BOS went.
        var (cut, whole) = (scorer.Tokenize(text), never.Tokenize(text));
        Assert.Equal(whole.PartEnds.Select(end => end - 1), cut.PartEnds);
        Assert.Equal([0, cut.Tokens.Length], new[] { cut.PartEnds[0], cut.PartEnds[^1] });
        Assert.Equal("hot", ((ITokenSpelling)scorer).Text(cut.Tokens.AsSpan(cut.PartEnds[1]..cut.PartEnds[2])).TrimStart());
        Assert.DoesNotContain(1, never.Tokenize(new RenderedText([new(TextPartKind.Context, "<s>tea"), new(TextPartKind.Scored, "hot")])).Tokens);
    }

    private const int Start = 259;
    private const int End = 260;

    private static TokenScores With(int? unscored, TokenScores scores) =>
        new(scores.Tokens, scores.LogProb, scores.Rank, scores.Top1, scores.Top1LogProb, scores.Entropy, scores.Variance, unscored);

    private RenderedText Rendered(string name, Conversation talk) =>
        new ConversationRenderer(NamedChatTemplate.Named(native.Library, name)).Render(talk).Text ?? throw new InvalidOperationException("no text");

    private static void Save(string path, string? template, bool addsSpace = true)
    {
        string[] pieces = ["▁", "t", "h", "e", "a", "i", "s", "o", "th", "the", "▁the", "is", "hot", "tea"];
        List<string> tokens = ["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), "<|im_start|>", "<|im_end|>", .. pieces];
        var model = new RandomLlamaModel { VocabularySize = tokens.Count, FullPrecision = true };
        var writer = model.AddParameters(new GgufWriter())
            .Add("tokenizer.ggml.model", "llama")
            .Add("tokenizer.ggml.tokens", tokens)
            .Add("tokenizer.ggml.scores", tokens.Select((token, i) => token.Length > 1 && i > End ? token.Length : -1f).ToArray())
            .Add("tokenizer.ggml.token_type", tokens.Select((_, i) => i == 0 ? 2 : i < 3 || i is Start or End ? 3 : i < 259 ? 6 : 1).ToArray())
            .Add("tokenizer.ggml.bos_token_id", 1U)
            .Add("tokenizer.ggml.eos_token_id", 2U)
            .Add("tokenizer.ggml.unknown_token_id", 0U)
            .Add("tokenizer.ggml.add_bos_token", true)
            .Add("tokenizer.ggml.add_space_prefix", addsSpace);
        if (template is not null)
        {
            writer.Add("tokenizer.chat_template", template);
        }

        model.AddTensors(writer);
        writer.Save(path);
    }
}
