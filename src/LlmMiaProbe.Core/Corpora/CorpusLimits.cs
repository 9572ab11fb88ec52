namespace LlmMiaProbe.Corpora;

internal static class CorpusLimits
{
    /// <summary>Longest record (line, field, file of a folder) that is read, in bytes.</summary>
    public const int RecordBytes = 256 << 20;

    public const string RecordBytesText = "256 MiB";
}
