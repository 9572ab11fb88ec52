using System.Buffers;
using System.Text;

namespace LlmMiaProbe.Models;

/// <summary>What a model's tokens spell; costs no forward pass.</summary>
public interface ITokenSpelling
{
    /// <summary>Bytes of UTF-8, not always whole characters; nothing for control tokens.</summary>
    /// <param name="token">0 up to the vocabulary's size.</param>
    ReadOnlyMemory<byte> BytesOf(int token);

    /// <summary>What tokens spell together; bytes that are no UTF-8 as U+FFFD.</summary>
    string Text(ReadOnlySpan<int> tokens)
    {
        var bytes = new ArrayBufferWriter<byte>(tokens.Length + 1);
        foreach (var token in tokens)
        {
            bytes.Write(BytesOf(token).Span);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
