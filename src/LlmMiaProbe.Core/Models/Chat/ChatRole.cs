namespace LlmMiaProbe.Models;

/// <summary>Who says a message of a chat.</summary>
public enum ChatRole
{
    System,
    User,
    Assistant,
}
