using System.Text;
using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli;

/// <summary>Standard error for a library that wants a writer: whole lines, so that they do not tear the live progress line.</summary>
internal sealed class ErrorWriter(Terminal terminal) : TextWriter
{
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (value == '\n')
        {
            terminal.WriteError(_line.ToString().TrimEnd('\r'));
            _line.Clear();
        }
        else
        {
            _line.Append(value);
        }
    }
}
