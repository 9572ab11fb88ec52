namespace LlmMiaProbe.Models;

/// <summary>What a model's tokens spell; costs no forward pass.</summary>
public interface ITokenSpelling
{
    /// <summary>Bytes of UTF-8, not always whole characters; nothing for control tokens.</summary>
    /// <param name="token">0 up to the vocabulary's size.</param>
    ReadOnlyMemory<byte> BytesOf(int token);
}
