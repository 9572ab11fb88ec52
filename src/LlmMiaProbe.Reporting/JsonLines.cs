using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmMiaProbe.Reporting;

/// <summary>One JSON object a line, UTF-8 text, nothing but line feeds between.</summary>
internal sealed class JsonLines(TextWriter output) : IRecordLines
{
    // Text stays readable; what would end a line is escaped all the same.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new();

    public void Write(Action<Utf8JsonWriter> properties)
    {
        _line.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_line, s_options))
        {
            writer.WriteStartObject();
            properties(writer);
            writer.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(_line.WrittenSpan));
        output.Write('\n');
    }
}
