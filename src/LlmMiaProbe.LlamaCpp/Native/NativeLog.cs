using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.LlamaCpp.Native;

/// <summary>Routes llama.cpp's log to ours and remembers the last errors, so that a failed load can say why.</summary>
internal static unsafe class NativeLog
{
    private const int Remembered = 8;
    private const int LevelContinue = 5;

    private static readonly Lock s_gate = new();
    private static readonly Queue<string> s_errors = new();
    private static readonly StringBuilder s_line = new();
    private static int s_level;

    public static ILogger? Logger { get; set; }

    public static void Attach() => NativeMethods.llama_log_set(&OnMessage, 0);

    /// <summary>The errors since the last call, oldest first.</summary>
    public static IReadOnlyList<string> TakeErrors()
    {
        lock (s_gate)
        {
            string[] errors = [.. s_errors];
            s_errors.Clear();
            return errors;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(int level, byte* text, nint userData)
    {
        var message = Marshal.PtrToStringUTF8((nint)text) ?? "";
        lock (s_gate)
        {
            s_level = level == LevelContinue ? s_level : level;
            s_line.Append(message);
            if (!message.EndsWith('\n'))
            {
                return;
            }

            var line = s_line.ToString().Trim();
            s_line.Clear();
            Publish(ToLogLevel(s_level), line);
        }
    }

    private static void Publish(LogLevel level, string line)
    {
        if (line.Length == 0)
        {
            return;
        }

        if (level >= LogLevel.Error)
        {
            if (s_errors.Count == Remembered)
            {
                s_errors.Dequeue();
            }

            s_errors.Enqueue(line);
        }

        // llama.cpp reports at error level what we turn into an exception ourselves: logged for --verbose only.
        Logger?.Log(LogLevel.Debug, "llama.cpp: {Line}", line);
    }

    private static LogLevel ToLogLevel(int level) => level switch
    {
        4 => LogLevel.Error,
        3 => LogLevel.Warning,
        2 => LogLevel.Information,
        _ => LogLevel.Debug,
    };
}
