using System.Text;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>The words that stand for the values of an enumeration: <c>azure-openai</c> for <c>AzureOpenai</c>.</summary>
internal static class ChoiceText
{
    public static IReadOnlyList<string> Of(Type type) => [.. Enum.GetNames(type).Select(Hyphenated)];

    /// <param name="type">An enumeration.</param>
    /// <param name="word">One of its words.</param>
    public static object Read(Type type, string word) => Enum.Parse(type, word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    private static string Hyphenated(string name)
    {
        var word = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && word.Length > 0)
            {
                word.Append('-');
            }

            word.Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    }
}
