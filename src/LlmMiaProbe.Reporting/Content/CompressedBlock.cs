using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SharpCompress.Compressors;
using SharpCompress.Compressors.Deflate;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>
/// JSON that a page unpacks when it needs it: UTF-8, raw deflate, Base64. Compressed by managed code, so that the same run
/// gives the same bytes on every machine.
/// </summary>
internal static class CompressedBlock
{
    // A twentieth larger than at the usual 6, and made three times as fast.
    private const CompressionLevel Level = CompressionLevel.Level3;

    // Nothing of it is read as HTML, so nothing needs to be escaped for that.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Action<Utf8JsonWriter> write)
    {
        var json = new ArrayBufferWriter<byte>(1 << 16);
        using (var writer = new Utf8JsonWriter(json, s_options))
        {
            write(writer);
        }

        return Convert.ToBase64String(Deflate(json.WrittenMemory.ToArray()));
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var compressed = new MemoryStream(bytes.Length / 3);
        using (var deflate = new DeflateStream(compressed, CompressionMode.Compress, Level))
        {
            deflate.Write(bytes, 0, bytes.Length);
        }

        // The stream owns what it writes to, whose bytes can still be read.
        return compressed.ToArray();
    }
}
