using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>On which line of a JSON text each key stands, and which keys stand there twice.</summary>
internal sealed class JsonOutline
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _values = new(StringComparer.OrdinalIgnoreCase);

    private JsonOutline()
    {
    }

    /// <summary>Keys of values that are given more than once, in order.</summary>
    public List<(string Key, int Line)> Repeated { get; } = [];

    public bool RootIsObject { get; private set; }

    /// <summary>The line of a key, counted from 1; null if the key is not there.</summary>
    public int? LineOf(string key) => _lines.TryGetValue(key, out var line) ? line : null;

    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonOutline Read(string json)
    {
        var outline = new JsonOutline();
        var utf8 = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var (line, counted) = (1, 0);
        var open = new Stack<Frame>();
        var key = "";
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            line += utf8.AsSpan(counted, start - counted).Count((byte)'\n');
            counted = start;

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                key = Join(open.Peek().Key, reader.GetString() ?? "");
                outline._lines.TryAdd(key, line);
                continue;
            }

            if (open.TryPeek(out var parent) && parent.IsArray)
            {
                key = Join(parent.Key, (parent.Elements++).ToString(CultureInfo.InvariantCulture));
                outline._lines.TryAdd(key, line);
            }

            outline.Note(reader.TokenType, key, line, open);
        }

        return outline;
    }

    private void Note(JsonTokenType token, string key, int line, Stack<Frame> open)
    {
        if (token is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            RootIsObject |= open.Count == 0 && token == JsonTokenType.StartObject;
            open.Push(new Frame(key, token == JsonTokenType.StartArray));
        }
        else if (!_values.Add(key))
        {
            Repeated.Add((key, line));
        }
    }

    private static string Join(string parent, string name) => parent.Length == 0 ? name : ConfigurationPath.Combine(parent, name);

    private sealed class Frame(string key, bool isArray)
    {
        public string Key { get; } = key;

        public bool IsArray { get; } = isArray;

        public int Elements { get; set; }
    }
}
