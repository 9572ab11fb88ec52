using LlmMiaProbe.Frequencies;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Frequencies;

public sealed class FrequencyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_table_comes_back_as_it_was()
    {
        var table = new TokenFrequencies("family sha256:12", 7, [3, 0, 5_000_000_000]);
        var path = $"{_folder.Path}/table.json";
        FrequencyFile.Write(path, table);
        FrequencyFile.Write(path, table);
        var read = FrequencyFile.Read(path);
        Assert.Equal((table.Tokenizer, table.Documents, table.Total, table.Fingerprint), (read.Tokenizer, read.Documents, read.Total, read.Fingerprint));
        Assert.Equal(table.Counts, read.Counts);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void The_file_is_json_that_other_programs_can_write() => Assert.Equal(
        [2, 1],
        FrequencyFile.Read(_folder.Write("t.json", """{ "format": "mia-probe token frequencies 1", "tokenizer": "t", "documents": 1, "counts": [2, 1] }""")).Counts);

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{ "format": "something else", "tokenizer": "t", "documents": 1, "counts": [1] }""")]
    [InlineData("""{ "format": "mia-probe token frequencies 1", "documents": 1, "counts": [1] }""")]
    [InlineData("""{ "format": "mia-probe token frequencies 1", "tokenizer": "t", "documents": 1, "counts": [] }""")]
    [InlineData("""{ "format": "mia-probe token frequencies 1", "tokenizer": "t", "documents": 1, "counts": [-1] }""")]
    [InlineData("""{ "format": "mia-probe token frequencies 1", "tokenizer": "t", "documents": 1, "counts": [9223372036854775807, 1] }""")]
    public void What_is_no_table_is_refused_by_name(string content)
    {
        var error = Assert.Throws<ConfigurationException>(() => FrequencyFile.Read(_folder.Write("t.json", content)));
        Assert.Contains("t.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_says_how_to_make_one()
    {
        var error = Assert.Throws<PrerequisiteException>(() => FrequencyFile.Read($"{_folder.Path}/none.json"));
        Assert.Contains("frequencies build", error.Message, StringComparison.Ordinal);
        Assert.Throws<PrerequisiteException>(() => FrequencyFile.Write($"{_folder.Path}/no/folder.json", new TokenFrequencies("t", 1, [1])));
    }

    public void Dispose() => _folder.Dispose();
}
