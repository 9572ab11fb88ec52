namespace LlmMiaProbe.Corpora;

/// <summary>The rest of a file cannot be decoded. What was read before it stands; <see cref="CorpusReader"/> makes a defect of it.</summary>
internal sealed class DamagedContentException(string reason, Exception? inner = null) : Exception(reason, inner);
