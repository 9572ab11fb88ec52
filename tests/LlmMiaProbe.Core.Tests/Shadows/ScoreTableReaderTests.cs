using LlmMiaProbe.Shadows;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Shadows;

public sealed class ScoreTableReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("t.csv", "document,other,b\n\"d,1\",x,-1.25\n\nd2,,-2e-3\nd3,,\nd4,,0\n")]
    [InlineData("t.tsv", "b\tdocument\n-1.25\td,1\n-2e-3\td2\n\td3\n0\td4\n")]
    public void A_column_is_read_by_document_and_an_empty_cell_is_no_score(string name, string table) => Assert.Equal(
        [("d,1", -1.25), ("d2", -.002), ("d4", 0)],
        ScoreTableReader.Read(_folder.Write(name, table), ["b"])["b"].Select(score => (score.Key, score.Value)));

    [Theory]
    [InlineData("", "t.csv is empty; expected a header with document and a column for each shadow model.")]
    [InlineData("b\n-1\n", "t.csv has no column 'document'")]
    [InlineData("document,b,b\nd1,-1,-1\n", "t.csv has more than one column 'b'")]
    [InlineData("document,b\nd1,-1,3\n", "t.csv:2: the record has 3 fields; expected 2 as in the header.")]
    [InlineData("document,b\nd1,-1\nd1,-2\n", "t.csv:3: the document 'd1' stands twice; expected every id once.")]
    [InlineData("document,b\nd1,1.5\n", "t.csv:2: b is '1.5'; expected a mean log-probability per token in nats, at most 0, as the attack loss gives it, or nothing.")]
    [InlineData("document,b\nd1,NaN\n", "t.csv:2: b is 'NaN'")]
    [InlineData("document,b\nd1,-Infinity\n", "t.csv:2: b is '-Infinity'")]
    [InlineData("document,b\nd1,-1e999\n", "t.csv:2: b is '-1e999'")]
    [InlineData("document,b\nd1,minus one\n", "t.csv:2: b is 'minus one'")]
    [InlineData("document,b\nd1,\"-1\n", "t.csv:2: quotes are misplaced")]
    public void What_is_wrong_is_told_with_file_and_line(string table, string expected) => Assert.Contains(
        expected, Assert.Throws<ConfigurationException>(() => ScoreTableReader.Read(_folder.Write("t.csv", table), ["b"])).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();
}
