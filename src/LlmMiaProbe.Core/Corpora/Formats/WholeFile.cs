using System.Text;
using System.Text.Unicode;

namespace LlmMiaProbe.Corpora;

/// <summary>A text file that is one document.</summary>
internal static class WholeFile
{
    /// <param name="path">Where it lies; becomes the origin.</param>
    /// <param name="id">Id of the document.</param>
    /// <param name="label">Its label.</param>
    /// <param name="line">0 in a folder, 1 for a file that was named by itself.</param>
    /// <param name="maximumBytes">A longer file is a defect.</param>
    /// <exception cref="PrerequisiteException">The file cannot be read.</exception>
    public static CorpusRecord Read(string path, string id, Membership label, long line, int maximumBytes)
    {
        using var bytes = CorpusBytes.Open(path);
        var text = new MemoryStream();
        var chunk = new byte[64 << 10];
        while (bytes.Read(chunk) is var count and > 0)
        {
            if (text.Length + count > maximumBytes)
            {
                return CorpusRecord.Defect(path, 0, $"the file is longer than {CorpusLimits.RecordBytesText}; split it");
            }

            text.Write(chunk, 0, count);
        }

        var utf8 = text.GetBuffer().AsSpan(0, (int)text.Length);
        return Utf8.IsValid(utf8)
            ? CorpusRecord.Of(new Document { Id = id, Text = Encoding.UTF8.GetString(utf8), Label = label, Origin = path }, line)
            : CorpusRecord.Defect(path, 0, $"the file is not valid UTF-8; {TextEncoding.Cure(path)}");
    }
}
