namespace LlmMiaProbe.Local.Gguf;

/// <summary>An array in the metadata: described, not kept. Its elements are read again from the file when somebody needs them.</summary>
/// <param name="ElementType">Type of every element.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="Digest">SHA-256 of the elements as stored in the file, lower-case hexadecimal.</param>
/// <param name="Position">Byte in the file where the first element starts.</param>
/// <param name="Length">Bytes that the elements occupy.</param>
public sealed record GgufArray(GgufValueType ElementType, long Count, string Digest, long Position, long Length);
