namespace LlmMiaProbe.Corpora;

/// <summary>The parties of a conversation, of which data sets have many spellings.</summary>
internal static class Roles
{
    public const string Assistant = "assistant";
    public const string User = "user";
    public const string System = "system";

    private const int LongestRole = 40;

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
            { Length: <= LongestRole } when role.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or ' ') => role,
            _ => throw new FormatException($"has the role {Quotation.Of(spelling)}; expected a word such as \"user\" or \"assistant\""),
        };
    }
}
