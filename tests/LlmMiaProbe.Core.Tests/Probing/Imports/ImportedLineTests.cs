using System.Text;
using FsCheck.Xunit;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Probing.Imports;

public sealed class ImportedLineTests
{
    [Fact]
    public void Pieces_without_ids_are_the_least_that_a_line_needs()
    {
        var line = Parse("""{"document": "a", "pieces": ["The", " cat"], "logProb": [-1.5, -0.25]}""");
        Assert.Equal(("a", "plain", "The cat", null), (line.Document, line.Variant, line.Text, line.Role));
        Assert.Equal([-1.5f, -0.25f], line.Scores.LogProb);
        Assert.Equal(ScoreColumns.None, line.Scores.Columns);
        Assert.Null(line.Scores.UnscoredFirstToken);
        Assert.False(line.HasIds);
    }

    [Fact]
    public void A_null_at_the_beginning_is_a_first_token_that_nothing_precedes()
    {
        var line = Parse("""{"document": 7, "tokens": [5, 6, 7], "pieces": ["Ä", " b", "c"], "logProb": [null, -1, -2], "rank": [null, 1, 4]}""");
        Assert.Equal(("7", "Ä bc"), (line.Document, line.Text));
        Assert.Equal((5, 2), (line.Scores.UnscoredFirstToken, line.Scores.UnscoredBytes));
        Assert.Equal([6, 7], line.Scores.Tokens);
        Assert.Equal([1, 4], line.Scores.Rank);
    }

    [Fact]
    public void What_is_exported_says_null_where_a_probability_is_0()
    {
        var line = Parse("""{"document": "a", "model": {"role": "reference"}, "unscoredFirstToken": null, "tokens": [1, 2], "pieces": ["a", "b"], "logProb": [null, -2]}""");
        Assert.Equal("reference", line.Role);
        Assert.Equal([float.NegativeInfinity, -2f], line.Scores.LogProb);
        var first = Parse("""{"document": "a", "unscoredFirstToken": 9, "unscoredFirstPiece": "x", "tokens": [1], "pieces": ["y"], "logProb": [-2]}""");
        Assert.Equal(("xy", 9), (first.Text, first.Scores.UnscoredFirstToken));
    }

    [Fact]
    public void Ends_count_characters_as_Python_does()
    {
        // U+1F600 is one character and two UTF-16 units; its second token ends where the first does.
        var line = Parse("""{"document": "a", "text": "a😀b", "ends": [1, 2, 2, 3], "logProb": [-1, -2, -3, -4]}""");
        Assert.Equal("a😀b", line.Text);
        Assert.Equal([1, 4, 0, 1], line.Spelled.Select(bytes => bytes.Length));
    }

    [Fact]
    public void Parts_of_characters_are_lists_of_bytes_or_replacement_characters_beside_the_text()
    {
        Assert.Equal("€!", Parse("""{"document": "a", "pieces": [[226, 130], [172, 33]], "logProb": [-1, -2]}""").Text);
        Assert.Equal("€!", Parse("""{"document": "a", "text": "€!", "pieces": ["�", "�", "!"], "logProb": [-1, -2, -3]}""").Text);
        Assert.Contains("give 'text' beside them", Refusal("""{"document": "a", "pieces": ["�", "!"], "logProb": [-1, -2]}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"pieces": ["a"], "logProb": [-1]}""", "no 'document'")]
    [InlineData("""{"document": "a", "pieces": ["a"], "logprob": [-1]}""", "no 'logProb'; it has document, pieces, logprob")]
    [InlineData("""{"document": "a", "pieces": ["a"], "logProb": [0.7]}""", "0.7 as a log-probability, which is above 0")]
    [InlineData("""{"document": "a", "pieces": ["a"], "logProb": [-9999]}""", "-9999 where it has no log-probability")]
    [InlineData("""{"document": "a", "pieces": ["a", "b", "c"], "logProb": [0, 0, 0]}""", "0 for every token")]
    [InlineData("""{"document": "a", "pieces": ["a", "b"], "logProb": [-1]}""", "'pieces' has 2 entries and 'logProb' 1")]
    [InlineData("""{"document": "a", "pieces": ["a", "b"], "logProb": [-1, null]}""", "token 2 is null")]
    [InlineData("""{"document": "a", "pieces": ["a"], "logProb": [-Infinity]}""", "not valid JSON")]
    [InlineData("""{"document": "a", "pieces": ["a"], "logProb": [1e999]}""", "is no number")]
    [InlineData("""{"document": "a", "pieces": ["a"], "pieces": ["b"], "logProb": [-1]}""", "not valid JSON")]
    [InlineData("""{"document": "a", "logProb": [-1]}""", "what its tokens spell")]
    [InlineData("""{"document": "a", "text": "abc", "ends": [2, 1], "logProb": [-1, -2]}""", "do not fall")]
    [InlineData("""{"document": "a", "text": "abc", "ends": [2, 2], "logProb": [-1, -2]}""", "expected the length of the text, 3 characters")]
    [InlineData("""{"document": "a", "text": "abc", "ends": [2, 2147483647], "logProb": [-1, -2]}""", "do not fall")]
    [InlineData("""{"document": "a", "text": "ac", "pieces": ["a", "b"], "logProb": [-1, -2]}""", "another text than 'text' says")]
    [InlineData("""{"document": "a", "pieces": [[300]], "logProb": [-1]}""", "from 0 to 255")]
    [InlineData("""{"document": "a", "pieces": [[226]], "logProb": [-1]}""", "no valid UTF-8")]
    [InlineData("""{"document": "a", "pieces": ["a"], "tokens": [-1], "logProb": [-1]}""", "no whole number of at least 0")]
    [InlineData("""{"document": "a", "pieces": ["a"], "tokens": [1], "top1": [1], "logProb": [-1]}""", "expected both or neither")]
    [InlineData("""{"document": "a", "pieces": ["a"], "top1": [1], "top1LogProb": [-1], "logProb": [-1]}""", "needs 'tokens'")]
    [InlineData("""{"document": "a", "pieces": ["a"], "tokens": [1], "entropy": [1], "variance": [1], "logProb": [-1]}""", "need 'rank'")]
    [InlineData("""{"document": "a", "pieces": ["a"], "tokens": [1], "rank": [2], "top1": [1], "top1LogProb": [-1], "entropy": [1], "variance": [1], "logProb": [-1]}""", "token 1 is the likeliest and does not have rank 1")]
    [InlineData("""{"document": "a", "pieces": ["a"], "tokens": [1], "rank": [2], "top1": [2], "top1LogProb": [-3], "entropy": [1], "variance": [1], "logProb": [-1]}""", "is likelier than the likeliest token")]
    [InlineData("""{"document": "a", "model": "shadow-1", "pieces": ["a"], "logProb": [-1]}""", "expected target or reference")]
    [InlineData("""{"document": "a", "pieces": ["\ud800"], "logProb": [-1]}""", "surrogate")]
    [InlineData("""{"document": "a", "mask": "t1 s2", "pieces": ["a"], "logProb": [-1]}""", "of a chat record")]
    [InlineData("""{"document": "a", "pieces": ["a", "b", "c", "d", "e", "f"], "logProb": [-2, -2, -2, -2, -2, -2]}""", "the log-probability -2 for each of 6 tokens")]
    [InlineData("""{"document": "a", "pieces": ["a"], "tokens": [1], "rank": [0], "logProb": [-1]}""", "token 1 has the rank 0")]
    [InlineData("""{"document": "a", "pieces": ["a"], "tokens": [1], "rank": [2], "top1": [2], "top1LogProb": [-3], "logProb": [-1]}""", "is likelier than the likeliest token")]
    [InlineData("""{"document": "a", "pieces": ["a"], "tokens": [1], "rank": [1], "top1": [1], "top1LogProb": [-1], "entropy": [1e9], "variance": [1], "logProb": [-1]}""", "has the entropy")]
    [InlineData("[1]", "no object")]
    [InlineData("""{"document": "a", "unscoredFirstToken": 4, "pieces": ["a"], "logProb": [-1]}""", "'unscoredFirstPiece'")]
    public void What_cannot_be_taken_is_refused_with_its_reason(string json, string reason) => Assert.Contains(reason, Refusal(json), StringComparison.Ordinal);

    [Property(MaxTest = 200)]
    public void Whatever_stands_in_a_line_is_taken_or_refused(string? key, string? text, float value, int[]? numbers)
    {
        foreach (var name in new[] { key ?? "", "pieces", "tokens", "ends", "rank", "unscoredFirstToken", "model", "variant", "document", "logProb", "text" })
        {
            var json = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, object?>
            {
                ["document"] = "a", ["logProb"] = new[] { -1.0, -2.0 }, ["pieces"] = new[] { "a", text ?? "" },
                [name.Length == 0 ? "x" : name] = numbers ?? (object?)(float.IsFinite(value) ? value : text),
            });
            try
            {
                Assert.NotNull(ImportedLine.Parse(Encoding.UTF8.GetBytes(json)));
            }
            catch (FormatException)
            {
                // A reason.
            }
        }
    }

    private static ImportedLine Parse(string json) => ImportedLine.Parse(Encoding.UTF8.GetBytes(json));

    private static string Refusal(string json) => Assert.Throws<FormatException>(() => Parse(json)).Message;
}
