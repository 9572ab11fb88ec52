namespace LlmMiaProbe.Models;

/// <summary>One message of a chat.</summary>
public sealed record ChatMessage(ChatRole Role, string Text)
{
    public static ChatMessage User(string text) => new(ChatRole.User, text);

    public static ChatMessage System(string text) => new(ChatRole.System, text);

    public static ChatMessage Assistant(string text) => new(ChatRole.Assistant, text);

    /// <summary>A chat as one text, for the log: a line with the role in brackets before each message; a lone message of the user as it is.</summary>
    public static string Transcript(IReadOnlyList<ChatMessage> messages) => messages is [{ Role: ChatRole.User } only]
        ? only.Text
        : string.Join('\n', messages.Select(message => $"[{message.Role.ToString().ToLowerInvariant()}]\n{message.Text}"));
}

/// <summary>Who says a message of a chat.</summary>
public enum ChatRole
{
    System,
    User,
    Assistant,
}
