using LlmMiaProbe.Corpora;
using LlmMiaProbe.Frequencies;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Frequencies;

public sealed class WordFrequenciesTests
{
    private static readonly WordFrequencies s_table = new(2, new Dictionary<string, long> { ["the"] = 6, ["cat"] = 1 });

    [Fact]
    public void Probabilities_are_smoothed_and_sum_to_one_with_all_unknown_words_as_one()
    {
        Assert.Equal(Math.Log(.7), s_table.LogProb("the"), 1e-12);
        Assert.Equal(Math.Log(.2), s_table.LogProb("cat"), 1e-12);
        Assert.Equal(Math.Log(.1), s_table.LogProb("dog"), 1e-12);
    }

    [Fact]
    public void The_fingerprint_follows_the_content_and_not_the_order()
    {
        Assert.Equal(s_table.Fingerprint, new WordFrequencies(2, new Dictionary<string, long> { ["cat"] = 1, ["the"] = 6 }).Fingerprint);
        Assert.NotEqual(s_table.Fingerprint, new WordFrequencies(2, new Dictionary<string, long> { ["cat"] = 6, ["the"] = 1 }).Fingerprint);
        Assert.NotEqual(s_table.Fingerprint, new WordFrequencies(3, s_table.Counts).Fingerprint);
    }

    [Fact]
    public void Counting_counts_every_occurrence_in_lower_case()
    {
        var counter = new WordCounter();
        Assert.False(counter.HasWords);
        foreach (var text in new[] { "The cat, THE cat!", "", "a Cat" })
        {
            counter.Add(new Document { Id = "d", Text = text, Origin = "test" });
        }

        var table = counter.Build();
        Assert.Equal((3, 6), (table.Documents, table.Total));
        Assert.Equal([("a", 1), ("cat", 3), ("the", 2)], table.Counts.Select(count => (count.Key, (int)count.Value)));
    }

    [Fact]
    public void A_table_without_a_word_or_with_a_count_of_nothing_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new WordFrequencies(0, new Dictionary<string, long>()));
        Assert.Throws<ArgumentException>(() => new WordFrequencies(1, new Dictionary<string, long> { ["a"] = 0 }));
    }

    [Fact]
    public void A_table_comes_back_from_its_file_as_it_was()
    {
        using var folder = new TemporaryFolder();
        WordFrequencyFile.Write($"{folder.Path}/words.json", s_table);
        var read = WordFrequencyFile.Read($"{folder.Path}/words.json");
        Assert.Equal(s_table.Fingerprint, read.Fingerprint);
        Assert.Equal(s_table.Counts, read.Counts);
        Assert.Equal(1, WordFrequencyFile.Read(folder.Write("other.json", """{ "format": "mia-probe word frequencies 1", "documents": 1, "counts": { "a": 1 } }""")).Total);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{ "format": "mia-probe token frequencies 1", "tokenizer": "t", "documents": 1, "counts": [1] }""")]
    [InlineData("""{ "format": "mia-probe token frequencies 1", "documents": 1, "counts": { "a": 1 } }""")]
    [InlineData("""{ "format": "mia-probe word frequencies 1", "documents": 1, "counts": {} }""")]
    [InlineData("""{ "format": "mia-probe word frequencies 1", "documents": 1 }""")]
    public void What_is_no_word_table_is_refused_by_name(string content)
    {
        using var folder = new TemporaryFolder();
        var message = Assert.Throws<ConfigurationException>(() => WordFrequencyFile.Read(folder.Write("w.json", content))).Message;
        Assert.Contains("--word-frequencies", message, StringComparison.Ordinal);
        Assert.Contains("w.json", message, StringComparison.Ordinal);
        Assert.Contains("--words", Assert.Throws<PrerequisiteException>(() => WordFrequencyFile.Read($"{folder.Path}/none.json")).Message, StringComparison.Ordinal);
    }
}
