using LlmMiaProbe.Corpora;
using LlmMiaProbe.Frequencies;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Frequencies;

public sealed class TokenCounterTests
{
    [Fact]
    public void Every_occurrence_of_a_token_is_counted()
    {
        using var tokenizer = new ScriptedScorer(new ScriptedModel("m") { Refused = new Dictionary<string, string> { ["no"] = "refused" } }, new ScriptedActivity());
        var counter = new TokenCounter(tokenizer);
        foreach (var text in new[] { "aab", "ba", "no", "" })
        {
            counter.Add(new Document { Id = text, Text = text, Label = Membership.Unknown, Origin = "test" });
        }

        var table = counter.Build();
        Assert.Equal((3, 2, 5), (table.Counts['a'], table.Counts['b'], table.Total));
        Assert.Equal((3, 1, tokenizer.Model.Tokenizer), (table.Documents, counter.Rejected, table.Tokenizer));
        Assert.Equal(tokenizer.Model.VocabularySize, table.VocabularySize);
    }
}
