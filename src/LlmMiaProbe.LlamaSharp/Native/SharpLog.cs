using LLama.Native;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.LlamaSharp.Native;

/// <summary>Routes the log of LLamaSharp and its native library to ours and remembers the last errors, so that a failure can say why.</summary>
internal static class SharpLog
{
    private const int Remembered = 8;

    private static readonly Lock s_gate = new();
    private static readonly Queue<string> s_errors = new();

    public static ILogger? Logger { get; set; }

    /// <summary>Kept alive here: native code holds it.</summary>
    public static NativeLogConfig.LLamaLogCallback OnMessage { get; } = Publish;

    /// <summary>Forgets the errors so far, and returns them, oldest first.</summary>
    public static IReadOnlyList<string> TakeErrors()
    {
        lock (s_gate)
        {
            string[] errors = [.. s_errors];
            s_errors.Clear();
            return errors;
        }
    }

    /// <summary>The errors since the last call in one line.</summary>
    public static string Reasons() => TakeErrors() is { Count: > 0 } errors ? string.Join("; ", errors) : "llama.cpp gives no reason";

    private static void Publish(LLamaLogLevel level, string message)
    {
        var line = message.Trim();
        if (line.Length == 0)
        {
            return;
        }

        lock (s_gate)
        {
            if (level == LLamaLogLevel.Error)
            {
                if (s_errors.Count == Remembered)
                {
                    s_errors.Dequeue();
                }

                s_errors.Enqueue(line);
            }
        }

        Logger?.Log(LogLevel.Debug, "LLamaSharp: {Line}", line);
    }
}
