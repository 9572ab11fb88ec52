using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>
/// JSON that a page unpacks when it needs it: UTF-8, raw deflate, Base64. Compressed by managed code, so that the same run
/// gives the same bytes on every machine.
/// </summary>
internal static class CompressedBlock
{
    // A twentieth larger than at the usual 6, and made three times as fast.
    private const int Level = 3;

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
        var deflater = new Deflater(Level, noZlibHeaderOrFooter: true);
        deflater.SetInput(bytes);
        deflater.Finish();
        using var compressed = new MemoryStream(bytes.Length / 3);
        var buffer = new byte[1 << 16];
        while (!deflater.IsFinished)
        {
            compressed.Write(buffer, 0, deflater.Deflate(buffer));
        }

        return compressed.ToArray();
    }
}
