using System.Globalization;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Shadows;

/// <summary>
/// Reads comma- or tab-separated scores: a column <c>document</c> with ids, and columns of mean log-probabilities per
/// scored token in nats, the scores of the attack <c>loss</c>. An empty cell is a document without a score.
/// </summary>
internal static class ScoreTableReader
{
    private const string DocumentColumn = "document";

    /// <returns>By column, the scores by document id.</returns>
    /// <exception cref="PrerequisiteException">The file cannot be read.</exception>
    /// <exception cref="ConfigurationException">A column is missing, an id stands twice, or a cell is no score.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Read(string path, IReadOnlyList<string> columns)
    {
        var delimiter = path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';
        using var records = new DelimitedRecords(CorpusBytes.Open(path), delimiter, CorpusLimits.RecordBytes, path);
        if (!Next(path, records))
        {
            throw Wrong(path, "is empty", $"a header with {DocumentColumn} and a column for each shadow model");
        }

        var header = records.Fields;
        var id = IndexOf(path, header, DocumentColumn);
        var wanted = columns.Select(column => (Index: IndexOf(path, header, column), Scores: new Dictionary<string, double>(StringComparer.Ordinal))).ToList();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (Next(path, records))
        {
            var (fields, line) = (records.Fields, $"{path}:{records.Line}:");
            if (fields.Length != header.Length)
            {
                throw Wrong(line, $"the record has {fields.Length} fields", $"{header.Length} as in the header");
            }

            if (!ids.Add(fields[id]))
            {
                throw Wrong(line, $"the document {Quotation.Of(fields[id])} stands twice", "every id once");
            }

            foreach (var (index, scores) in wanted.Where(column => fields[column.Index].Length > 0))
            {
                scores.Add(fields[id], Score(line, header[index], fields[index]));
            }
        }

        return columns.Zip(wanted).ToDictionary(pair => pair.First, pair => (IReadOnlyDictionary<string, double>)pair.Second.Scores, StringComparer.Ordinal);
    }

    private static double Score(string line, string column, string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && double.IsFinite(score) && score <= 0
            ? score
            : throw Wrong(
                line, $"{column} is {Quotation.Of(cell)}", "a mean log-probability per token in nats, at most 0, as the attack loss gives it, or nothing");

    private static int IndexOf(string path, string[] header, string column) => header.Count(name => name == column) == 1
        ? Array.IndexOf(header, column)
        : throw Wrong(
            path,
            $"has {(header.Contains(column) ? "more than one" : "no")} column {Quotation.Of(column)}",
            $"it once in the header, which has {string.Join(", ", header.Select(Quotation.Of))}");

    private static bool Next(string path, DelimitedRecords records)
    {
        try
        {
            return records.Read();
        }
        catch (Exception error) when (error is FormatException or DamagedContentException)
        {
            throw new ConfigurationException($"--shadows: {path}:{records.Line}: {error.Message}.", error);
        }
    }

    private static ConfigurationException Wrong(string where, string what, string expected) => new($"--shadows: {where} {what}; expected {expected}.");
}
