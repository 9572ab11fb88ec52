using System.Runtime.InteropServices;
using System.Text;

namespace LlmMiaProbe.Local;

/// <summary>Calls <c>llama_chat_apply_template</c> and <c>llama_chat_builtin_templates</c> of a library.</summary>
internal static unsafe class NativeChat
{
    /// <param name="call">The native function; messages are pairs of pointers to role and content.</param>
    /// <param name="template">Its name or text.</param>
    /// <param name="turns">Roles and contents.</param>
    /// <returns>Null if the library knows no such template.</returns>
    public static string? Apply(
        delegate*<byte*, byte**, nuint, byte, byte*, int, int> call, string template, IReadOnlyList<(string Role, string Content)> turns)
    {
        string[] texts = [template, .. turns.SelectMany(turn => new[] { turn.Role, turn.Content })];
        if (Array.Exists(texts, text => text.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ArgumentException("A text for llama.cpp holds a NUL, at which it would end.", nameof(turns));
        }

        var starts = new int[texts.Length];
        var bytes = new List<byte>();
        for (var i = 0; i < texts.Length; i++)
        {
            starts[i] = bytes.Count;
            bytes.AddRange(Encoding.UTF8.GetBytes(texts[i]));
            bytes.Add(0);
        }

        fixed (byte* start = CollectionsMarshal.AsSpan(bytes))
        {
            var messages = new nint[texts.Length];
            for (var i = 1; i < texts.Length; i++)
            {
                messages[i - 1] = (nint)(start + starts[i]);
            }

            fixed (nint* pointers = messages)
            {
                var length = call(start, (byte**)pointers, (nuint)turns.Count, 0, null, 0);
                if (length < 0)
                {
                    return null;
                }

                // It ends what it copies with a NUL where there is room.
                var buffer = new byte[length + 1];
                fixed (byte* output = buffer)
                {
                    return call(start, (byte**)pointers, (nuint)turns.Count, 0, output, buffer.Length) == length
                        ? Encoding.UTF8.GetString(buffer, 0, length)
                        : throw new ModelException("llama.cpp writes a conversation in two lengths by one chat template");
                }
            }
        }
    }

    /// <param name="call">The native function.</param>
    /// <returns>Names, in the library's order.</returns>
    public static IReadOnlyList<string> Templates(delegate*<byte**, nuint, int> call)
    {
        var names = new nint[Math.Max(0, call(null, 0))];
        fixed (nint* pointers = names)
        {
            _ = call((byte**)pointers, (nuint)names.Length);
        }

        return [.. names.Select(name => Marshal.PtrToStringUTF8(name) ?? "")];
    }
}
