using System.Text;

namespace LlmMiaProbe.Corpora;

/// <summary>What separates the columns of a file: said by the user or in its first line, or recognised in its first records.</summary>
/// <param name="Character">It.</param>
/// <param name="IsAnnounced">Whether the first line is <c>sep=;</c>, as spreadsheets write it, and no header.</param>
internal sealed record Delimiter(char Character, bool IsAnnounced = false)
{
    private const int SampledRecords = 50;
    private const string Announcement = "sep=";

    private static readonly char[] s_candidates = [',', '\t', ';', '|'];

    public string Words => WordsOf(Character);

    /// <exception cref="ConfigurationException">Several fit.</exception>
    public static Delimiter Of(CorpusFile file)
    {
        var head = Recognition.Of(file.Path);
        var announced = Announced(head.Head);
        if (file.Delimiter is { } said)
        {
            return new Delimiter(said, announced is not null);
        }

        if (announced is { } character)
        {
            return new Delimiter(character, IsAnnounced: true);
        }

        var samples = s_candidates.Select(candidate => (Candidate: candidate, Records: Sample(head, candidate))).ToList();
        var splitting = samples.Where(sample => sample.Records is [{ Length: > 1 }, ..]).ToList();
        var regular = splitting.Where(sample => sample.Records.TrueForAll(record => record.Length == sample.Records[0].Length)).ToList();
        var fitting = regular.Count > 0 ? regular : splitting;
        if (fitting.Count > 1 && fitting.FindAll(sample => new RecordReader(file).Knows(sample.Records[0])) is [var only])
        {
            fitting = [only];
        }

        return fitting.Count switch
        {
            0 => new Delimiter(Usual(file.Path)),
            1 => new Delimiter(fitting[0].Candidate),
            _ => throw new ConfigurationException(
                $"{file.Path} could be separated by {string.Join(" or by ", fitting.Select(sample => WordsOf(sample.Candidate)))}: say which with --delimiter, "
                + "such as --delimiter ';' (or tab)."),
        };
    }

    /// <summary>Whether text without a telling name is a table: several records of several columns, all of one number.</summary>
    public static bool IsTable(Recognition file) => Announced(file.Head) is not null || Array.Exists(
        s_candidates,
        candidate => Sample(file, candidate) is { Count: > 1 } records
            && records[0].Length > 1
            && records.TrueForAll(record => record.Length == records[0].Length)
            && Array.TrueForAll(records[0], name => name.Length is > 0 and < 64));

    // The last record of a sample may be cut off.
    private static List<string[]> Sample(Recognition file, char delimiter)
    {
        var sampled = new List<string[]>();
        using var records = new DelimitedRecords(
            new CorpusBytes(new MemoryStream(file.Head, writable: false), ""), delimiter, CorpusLimits.RecordBytes, "");
        var isEnded = false;
        while (sampled.Count < SampledRecords && !isEnded)
        {
            try
            {
                isEnded = !records.Read();
                if (!isEnded)
                {
                    sampled.Add(records.Fields);
                }
            }
            catch (FormatException) when (sampled.Count > 0)
            {
                // It is a defect where the file is read.
            }
            catch (FormatException)
            {
                return [];
            }
        }

        if (isEnded && !file.IsWhole && sampled.Count > 1)
        {
            sampled.RemoveAt(sampled.Count - 1);
        }

        return sampled;
    }

    private static char? Announced(ReadOnlySpan<byte> head)
    {
        var end = head.IndexOfAny((byte)'\r', (byte)'\n');
        var line = Encoding.UTF8.GetString(end < 0 ? head[..Math.Min(head.Length, 16)] : head[..Math.Min(end, 16)]).Trim('"', ' ');
        return line.Length == Announcement.Length + 1 && line.StartsWith(Announcement, StringComparison.OrdinalIgnoreCase) ? line[^1] : null;
    }

    private static char Usual(string path) =>
        Path.GetExtension(CompressionText.UnpackedName(path)).Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';

    private static string WordsOf(char character) => character switch
    {
        ',' => "commas",
        '\t' => "tabs",
        ';' => "semicolons",
        '|' => "bars (|)",
        _ => Quotation.Of(character.ToString()),
    };
}
