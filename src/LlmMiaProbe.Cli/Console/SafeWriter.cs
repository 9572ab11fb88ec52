using System.Text;

namespace LlmMiaProbe.Cli.Console;

/// <summary>Writes what <see cref="SafeText"/> leaves of a text, however it is cut into pieces. Safe for concurrent use.</summary>
internal sealed class SafeWriter : TextWriter
{
    private readonly TextWriter _inner;
    private readonly Lock _lock = new();

    // The first half of a character, or of the end of a line, whose second is still to come.
    private char? _held;

    public SafeWriter(TextWriter inner) => (_inner, CoreNewLine) = (inner, inner.NewLine.ToCharArray());

    public override Encoding Encoding => _inner.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        lock (_lock)
        {
            var text = _held is { } first ? first + value : value;
            _held = text[^1] is var last && (last == '\r' || char.IsHighSurrogate(last)) ? last : null;
            _inner.Write(SafeText.Of(_held is null ? text : text[..^1]));
        }
    }

    public override void WriteLine() => Write(CoreNewLine, 0, CoreNewLine.Length);

    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void Flush()
    {
        lock (_lock)
        {
            _inner.Flush();
        }
    }

    /// <summary>Ends the output: nothing comes any more to what is held.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            _inner.Write(SafeText.Of(_held?.ToString() ?? ""));
            _held = null;
            _inner.Flush();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Finish();
        }

        base.Dispose(disposing);
    }
}
