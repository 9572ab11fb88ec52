namespace LlmMiaProbe.Corpora;

/// <summary>Writes a conversation as one text, as a model was fine-tuned on it.</summary>
public interface IChatTemplate
{
    /// <summary>Such as <c>chatml</c>; <see cref="ConversationRenderer.NoTemplate"/> for none.</summary>
    string Name { get; }

    /// <summary>Whether it is the one that the model's file brings.</summary>
    bool IsOwn { get; }

    /// <summary>SHA-256 of the template as it was given: its text in the model's file, or its name. 64 hexadecimal digits.</summary>
    string Sha256 { get; }

    /// <summary>The whole conversation without the beginning of a further answer. Contents hold no NUL.</summary>
    /// <exception cref="ModelException">It cannot be written.</exception>
    string Render(IReadOnlyList<(string Role, string Content)> turns);
}
