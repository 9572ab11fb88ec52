using System.Text;

namespace LlmMiaProbe.Reporting.Tests;

/// <summary>A reader of comma-separated values after RFC 4180 and nothing else.</summary>
internal static class CsvText
{
    public static List<List<string>> Read(string text)
    {
        var (records, record, field) = (new List<List<string>>(), new List<string>(), new StringBuilder());
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '"')
            {
                for (i++; text[i] != '"' || (i + 1 < text.Length && text[i + 1] == '"'); i += text[i] == '"' ? 2 : 1)
                {
                    field.Append(text[i]);
                }

                i++;
                Assert.True(text[i] is ',' or '\n', $"A quoted field ends with '{text[i]}'.");
            }

            if (text[i] is ',' or '\n')
            {
                record.Add(field.ToString());
                field.Clear();
                if (text[i] == '\n')
                {
                    records.Add(record);
                    record = [];
                }
            }
            else
            {
                Assert.False(text[i] is '"' or '\r', "A bare field holds a quote or a carriage return.");
                field.Append(text[i]);
            }

            i++;
        }

        Assert.Empty(record);
        return records;
    }
}
