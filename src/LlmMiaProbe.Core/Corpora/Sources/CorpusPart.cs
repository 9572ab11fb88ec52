namespace LlmMiaProbe.Corpora;

/// <summary>One file, or folder of texts, of a corpus, in the order of reading.</summary>
/// <param name="File">It.</param>
/// <param name="Format">How it is read; null for what is only named.</param>
/// <param name="Instead">What is said of a file that is not read.</param>
internal sealed record CorpusPart(CorpusFile File, ICorpusFormat? Format, CorpusRecord? Instead = null);
