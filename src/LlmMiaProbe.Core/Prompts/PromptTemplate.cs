using System.Text.RegularExpressions;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Prompts;

/// <summary>A prompt with places for variables, written <c>{{name}}</c>, as read from a file by <see cref="PromptFile"/>.</summary>
public sealed partial record PromptTemplate
{
    public required string Name { get; init; }

    /// <summary>Raised when the wording changes; at least 1.</summary>
    public required int Version { get; init; }

    /// <summary>Where the question comes from, for people.</summary>
    public required string Source { get; init; }

    /// <summary>All variables of the messages, in the order declared.</summary>
    public required IReadOnlyList<string> Variables { get; init; }

    /// <summary>At least one; the last is the user's.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>SHA-256 of the file with line feeds for line ends, 64 hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The file, or <c>built in</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>The messages with values in place of variables; a value is taken as it is, whatever it looks like.</summary>
    /// <param name="values">At least those of <see cref="Variables"/>.</param>
    public IReadOnlyList<ChatMessage> Fill(params IReadOnlyList<(string Name, string Value)> values)
    {
        var known = values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);
        return [.. Messages.Select(message => message with { Text = Place().Replace(message.Text, place => known[place.Groups[1].Value]) })];
    }

    [GeneratedRegex(@"\{\{([^{}]*)\}\}", RegexOptions.CultureInvariant)]
    internal static partial Regex Place();
}
