namespace LlmMiaProbe.Core.Tests.Corpora;

/// <summary>A stream that gives a few bytes at a time.</summary>
internal sealed class TricklingStream(byte[] content, int most) : MemoryStream(content)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(most, buffer.Length)]);
}
