namespace LlmMiaProbe.Corpora;

/// <summary>The parties of a conversation, of which data sets have many spellings.</summary>
internal static class Roles
{
    public const string Assistant = "assistant";
    public const string User = "user";
    public const string System = "system";

    /// <summary>Letters of a role at most.</summary>
    public const int Longest = 40;

    /// <summary>The one spelling of a role; an unknown one in lower case, because a template may know it.</summary>
    /// <exception cref="FormatException">It is no word.</exception>
    public static string Of(string spelling)
    {
        var role = spelling.Trim().ToLowerInvariant();
        return role switch
        {
            "human" or "prompter" => User,
            "gpt" or "bot" or "model" or "ai" or "chatgpt" or "bing" or "bard" or "claude" or "llm" => Assistant,
            "" => throw new FormatException("has an empty role; expected one such as \"user\" or \"assistant\""),
            _ when IsWord(role) => role,
            _ => throw new FormatException($"has the role {Quotation.Of(spelling)}; expected a word such as \"user\" or \"assistant\""),
        };
    }

    /// <summary>Whether it can name a party, in a record and in a template: nothing in it can end what a template writes around it.</summary>
    public static bool IsWord(string role) => role.Length is > 0 and <= Longest && role[0] != ' ' && role[^1] != ' '
        && role.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or ' ');
}
