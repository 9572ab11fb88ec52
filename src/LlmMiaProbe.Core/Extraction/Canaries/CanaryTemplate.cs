using System.Text.RegularExpressions;

namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>
/// A text with <c>{secret}</c> once and, if canaries are to have carriers of their own, <c>{site}</c> (or another name) for A, B, ..., Z,
/// AA, ...
/// </summary>
public sealed partial record CanaryTemplate
{
    private const string Secret = "{secret}";

    /// <exception cref="ConfigurationException">There is not exactly one <c>{secret}</c>.</exception>
    public CanaryTemplate(string text)
    {
        Text = text;
        if (text.Split(Secret).Length != 2)
        {
            throw new ConfigurationException(
                $"The canary format '{text}' has {text.Split(Secret).Length - 1} places for the secret: "
                + $"write {Secret} once, such as 'The code of site {{site}} is {Secret}.'.");
        }
    }

    public string Text { get; }

    /// <summary>What precedes and what follows the secret of the canary with this number, from 0 on.</summary>
    public (string Prefix, string Suffix) Carrier(int number)
    {
        var parts = Text.Split(Secret);
        return (Placeholder().Replace(parts[0], Site(number)), Placeholder().Replace(parts[1], Site(number)));
    }

    /// <summary>Like the columns of a spreadsheet: A to Z, AA, AB, ...</summary>
    private static string Site(int number) => (number < 26 ? "" : Site((number / 26) - 1)) + (char)('A' + (number % 26));

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
