using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>How chat records were put together.</summary>
/// <param name="Template">Its name, or none.</param>
/// <param name="IsOwn">Whether it is that of the model's file.</param>
/// <param name="Sha256">Of the template as it was given; null without one.</param>
/// <param name="Unit">record or turn.</param>
/// <param name="Records">Chat records.</param>
/// <param name="Answers">Answers of the assistant that are scored.</param>
public sealed record ChatOutput(string Template, bool IsOwn, string? Sha256, string Unit, long Records, long Answers)
{
    internal static ChatOutput? Of(ChatSummary? chat) => chat is null ? null
        : new ChatOutput(chat.Template, chat.IsOwn, chat.Sha256, chat.Unit.ToString().ToLowerInvariant(), chat.Records, chat.Answers);
}
