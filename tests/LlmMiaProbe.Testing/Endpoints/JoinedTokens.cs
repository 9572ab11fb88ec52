namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>The tokens of a text as another tokenizer would split it: a comma belongs to the token before it.</summary>
internal static class JoinedTokens
{
    // Beyond every vocabulary.
    private const int FirstId = 1_000_000;

    /// <summary>How many tokens fewer there are.</summary>
    public static int CountIn(IEnumerable<string> texts) => texts.Skip(1).Count(text => text == ",");

    public static IReadOnlyList<ServedToken> Of(IReadOnlyList<ServedToken> tokens)
    {
        var joined = new List<ServedToken>();
        foreach (var token in tokens)
        {
            if (token.Text == "," && joined is [.., { LogProb: { } before } last])
            {
                var id = FirstId + last.Id;
                var (text, logProb) = (last.Text + token.Text, before + token.LogProb.GetValueOrDefault());
                joined[^1] = last with { Id = id, Text = text, LogProb = logProb, Rank = 1, Top = [(id, text, logProb)] };
            }
            else
            {
                joined.Add(token);
            }
        }

        return joined;
    }
}
