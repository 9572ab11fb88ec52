using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Prompts;

/// <summary>
/// Prompts as files: lines <c>name:</c>, <c>version:</c>, <c>source:</c> and <c>variables:</c>, a line <c>---</c>, and the messages, each
/// after a line <c>[system]</c>, <c>[user]</c> or <c>[assistant]</c>; text before the first such line is the user's. White space at
/// either end of a message is dropped.
/// </summary>
internal static class PromptFile
{
    private const string Border = "---";

    private static readonly string[] s_keys = ["name", "version", "source", "variables"];

    /// <param name="text">The file.</param>
    /// <param name="origin">Its name, for messages.</param>
    /// <exception cref="ConfigurationException">It is no prompt; the message names file and line.</exception>
    public static PromptTemplate Parse(string text, string origin)
    {
        var plain = text.ReplaceLineEndings("\n");
        var lines = plain.Split('\n');
        var border = Array.IndexOf(lines, Border);
        if (border < 0)
        {
            throw Wrong(origin, lines.Length, "there is no line '---' between the header and the messages");
        }

        var header = Header(lines.AsSpan(0, border), origin);
        var messages = Messages(lines, border + 1, origin);
        var variables = Variables(header["variables"], lines, border + 1, origin);
        RequireSlot(header, variables, origin);
        return new PromptTemplate
        {
            Name = header["name"].Value,
            Version = int.TryParse(header["version"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
                ? version
                : throw Wrong(origin, header["version"].Line, $"version is {Quotation.Of(header["version"].Value)}; expected a whole number of at least 1"),
            Source = header["source"].Value,
            Variables = variables,
            Messages = messages,
            Hash = ContentHash.Of(plain).Hex,
            Origin = origin,
        };
    }

    private static Dictionary<string, (string Value, int Line)> Header(ReadOnlySpan<string> lines, string origin)
    {
        var header = new Dictionary<string, (string Value, int Line)>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Length; i++)
        {
            var colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            var key = colon < 0 ? lines[i].Trim() : lines[i][..colon].Trim();
            if (colon < 0 || !s_keys.Contains(key, StringComparer.Ordinal))
            {
                throw Wrong(
                    origin, i + 1, $"{Quotation.Of(key)} is no line of a header; expected {string.Join(", ", s_keys.Select(known => known + ":"))} or '---'");
            }

            if (!header.TryAdd(key, (lines[i][(colon + 1)..].Trim(), i + 1)))
            {
                throw Wrong(origin, i + 1, $"{key} is given twice");
            }
        }

        var missing = s_keys.FirstOrDefault(key => !header.TryGetValue(key, out var given) || (given.Value.Length == 0 && key != "variables"));
        return missing is null ? header : throw Wrong(origin, lines.Length + 1, $"the header lacks {missing}");
    }

    private static List<string> Variables((string Value, int Line) declared, string[] lines, int start, string origin)
    {
        string[] names = [.. declared.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        var unused = new HashSet<string>(names, StringComparer.Ordinal);
        if (unused.Count < names.Length)
        {
            throw Wrong(origin, declared.Line, "a variable is declared twice");
        }

        for (var i = start; i < lines.Length; i++)
        {
            foreach (var name in PromptTemplate.Place().Matches(lines[i]).Select(place => place.Groups[1].Value))
            {
                if (!names.Contains(name, StringComparer.Ordinal))
                {
                    throw Wrong(
                        origin,
                        i + 1,
                        $"the variable {Quotation.Of(name)} is not declared; the header declares {(names.Length == 0 ? "none" : string.Join(", ", names))}");
                }

                unused.Remove(name);
            }
        }

        return unused.Count == 0
            ? [.. names]
            : throw Wrong(origin, declared.Line, $"the variable '{unused.Order(StringComparer.Ordinal).First()}' is declared and not used");
    }

    private static void RequireSlot(Dictionary<string, (string Value, int Line)> header, List<string> variables, string origin)
    {
        var (name, line) = header["name"];
        var slot = PromptSlot.All.FirstOrDefault(slot => slot.Name == name)
            ?? throw Wrong(
                origin,
                line,
                $"no method asks a prompt named {Quotation.Of(name)}; expected one of {string.Join(", ", PromptSlot.All.Select(known => known.Name))}");
        string[] supplied = [.. slot.Required, .. slot.Optional];
        if (variables.FirstOrDefault(variable => !supplied.Contains(variable, StringComparer.Ordinal)) is { } unknown)
        {
            throw Wrong(
                origin,
                header["variables"].Line,
                $"the variable {Quotation.Of(unknown)} has no value in {name}; "
                + $"there {(supplied.Length == 0 ? "are none" : $"can be {string.Join(", ", supplied)}")}");
        }

        if (slot.Required.FirstOrDefault(variable => !variables.Contains(variable)) is { } missing)
        {
            throw Wrong(origin, header["variables"].Line, $"{name} has to declare and use the variable '{missing}'");
        }
    }

    private static List<ChatMessage> Messages(string[] lines, int start, string origin)
    {
        var messages = new List<ChatMessage>();
        var (role, first) = (ChatRole.User, start);
        for (var i = start; i <= lines.Length; i++)
        {
            if (i < lines.Length && RoleOf(lines[i]) is null)
            {
                continue;
            }

            var text = string.Join('\n', lines[first..i]).Trim();
            if (text.Length > 0)
            {
                messages.Add(new ChatMessage(role, text));
            }
            else if (i > start && first > start)
            {
                throw Wrong(origin, first, $"the message of [{role.ToString().ToLowerInvariant()}] is empty");
            }

            (role, first) = (i < lines.Length ? RoleOf(lines[i]) ?? role : role, i + 1);
        }

        return messages is [.., { Role: ChatRole.User }]
            ? messages
            : throw Wrong(origin, lines.Length, "the last message has to be the user's, and there has to be one");
    }

    private static ChatRole? RoleOf(string line) => line.TrimEnd() switch
    {
        "[system]" => ChatRole.System,
        "[user]" => ChatRole.User,
        "[assistant]" => ChatRole.Assistant,
        _ => null,
    };

    private static ConfigurationException Wrong(string origin, int line, string reason) => new($"{origin}:{line}: {reason}.");
}
