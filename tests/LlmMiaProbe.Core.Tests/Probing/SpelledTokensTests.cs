using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class SpelledTokensTests
{
    private static readonly ModelDescription s_model = new ScriptedModel("target").Description with { SpecialTokens = ["<|endoftext|>", "<s>", "</s>", "[INST]"] };

    [Fact]
    public void Documents_that_spell_special_tokens_are_counted_and_the_tokens_named()
    {
        var spelled = new SpelledTokens(ModelRole.Target, s_model);
        foreach (var text in new[] { "plain", "one<|endoftext|>two <s>", "less <s or s> more", "<s>", "<S>" })
        {
            spelled.Look(text);
        }

        var note = Assert.Single(spelled.Notes);
        Assert.StartsWith("2 documents spell special tokens of target.gguf (<s>, <|endoftext|>): they were tokenised as plain text", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_said_without_one_or_of_another_model()
    {
        var (none, reference) = (new SpelledTokens(ModelRole.Target, s_model), new SpelledTokens(ModelRole.Reference, s_model));
        none.Look("a < b > c, x|y");
        reference.Look("<s>");
        Assert.Empty(none.Notes);
        Assert.Empty(reference.Notes);
    }
}
