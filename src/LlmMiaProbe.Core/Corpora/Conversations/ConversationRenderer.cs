using System.Globalization;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// Finds out what of a rendered conversation is template and what is content. Contents never decide: the template is asked with
/// names in their places, and what it makes of the contents must then be just that.
/// </summary>
/// <param name="template">Null to put contents together without one.</param>
public sealed class ConversationRenderer(IChatTemplate? template)
{
    /// <summary>Contents joined as the records have them.</summary>
    public const string NoTemplate = "none";

    private const int MostForms = 1000;
    private const string Placeholder = "Xq";

    // White space that no template has: of what a template trims, it is gone.
    private const string Before = "\v\t\v";
    private const string After = "\t\v\t";
    private static readonly char[] s_blanks = [' ', '\t', '\n', '\v', '\f', '\r'];

    private readonly Dictionary<string, (TemplateForm? Form, string? WhyNot)> _forms = new(StringComparer.Ordinal);

    /// <summary>The name of the template.</summary>
    public string Name => template?.Name ?? NoTemplate;

    /// <summary>The template; null for none.</summary>
    public IChatTemplate? Template => template;

    /// <returns>The text in parts, or a clause about why there is none.</returns>
    public (RenderedText? Text, string? WhyNot) Render(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var (text, whyNot) = template is null ? (Plain(conversation), null) : Render(template, conversation.Turns);
        return text is null || text.Parts.Any(part => part.Kind == TextPartKind.Scored)
            ? (text, whyNot)
            : (null, "the conversation has no answer of the assistant that could be scored");
    }

    private static RenderedText Plain(Conversation conversation)
    {
        // The joint belongs to what is given, so that no further cut is made in it.
        var parts = new List<TextPart>();
        foreach (var (turn, i) in conversation.Turns.Select((turn, i) => (turn, i)))
        {
            var joint = i == 0 ? "" : conversation.Joint;
            if (!turn.IsLearned)
            {
                AddContext(joint + turn.Content);
            }
            else
            {
                AddContext(joint);
                parts.Add(new TextPart(TextPartKind.Scored, turn.Content));
            }
        }

        return new RenderedText(parts);

        void AddContext(string text)
        {
            if (parts is [.., { Kind: TextPartKind.Context } last])
            {
                parts[^1] = last with { Text = last.Text + text };
            }
            else
            {
                parts.Add(new TextPart(TextPartKind.Context, text));
            }
        }
    }

    private (RenderedText? Text, string? WhyNot) Render(IChatTemplate chat, IReadOnlyList<ConversationTurn> turns)
    {
        if (turns.FirstOrDefault(turn => turn.Content.Contains('\0', StringComparison.Ordinal)) is not null)
        {
            return (null, "a content holds the character NUL, which no chat template takes");
        }

        if (turns.FirstOrDefault(turn => !IsRole(turn.Role)) is { } strange)
        {
            return (null, $"{Quotation.Of(strange.Role)} is no role that can be put into a chat template; expected letters, digits, '-', '_' "
                + $"and spaces between them, at most {Roles.Longest}");
        }

        var (form, whyNot) = FormOf(chat, [.. turns.Select(turn => turn.Role)]);
        if (form is null)
        {
            return (null, whyNot);
        }

        var parts = new List<TextPart> { new(TextPartKind.Template, form.Fixed[0]) };
        for (var i = 0; i < turns.Count; i++)
        {
            var content = turns[i].Content;
            content = form.TrimsStart[i] ? content.TrimStart(s_blanks) : content;
            content = form.TrimsEnd[i] ? content.TrimEnd(s_blanks) : content;
            parts.Add(new TextPart(turns[i].IsLearned ? TextPartKind.Scored : TextPartKind.Context, content));
            parts.Add(new TextPart(TextPartKind.Template, form.Fixed[i + 1]));
        }

        var text = new RenderedText(parts);
        return chat.Render([.. turns.Select(turn => (turn.Role, turn.Content))]) == text.Text
            ? (text, null)
            : (null, $"the chat template {Name} does not write these contents as they are, so it cannot be said which of its tokens they are");
    }

    private (TemplateForm? Form, string? WhyNot) FormOf(IChatTemplate chat, IReadOnlyList<string> roles)
    {
        var key = string.Join('\n', roles);
        if (!_forms.TryGetValue(key, out var known))
        {
            if (_forms.Count == MostForms)
            {
                _forms.Clear();
            }

            _forms.Add(key, known = Ask(chat, roles));
        }

        return known;
    }

    private (TemplateForm? Form, string? WhyNot) Ask(IChatTemplate chat, IReadOnlyList<string> roles)
    {
        string[] names = [.. roles.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{Placeholder}{i}Zj{i}Vk"))];
        var plain = Split(chat.Render([.. roles.Zip(names)]), names, out var missing);
        if (plain is null)
        {
            return (null, $"the chat template {Name} leaves out or moves turn {missing + 1} ({roles[missing]}) of the conversation");
        }

        var padded = Split(chat.Render([.. roles.Zip(names.Select(name => Before + name + After))]), names, out _);
        var (trimsStart, trimsEnd) = (new bool[names.Length], new bool[names.Length]);
        for (var i = 0; padded is not null && i <= names.Length; i++)
        {
            var rest = padded[i];
            if (i > 0)
            {
                trimsEnd[i - 1] = !rest.StartsWith(After, StringComparison.Ordinal);
                rest = trimsEnd[i - 1] ? rest : rest[After.Length..];
            }

            if (i < names.Length)
            {
                trimsStart[i] = !rest.EndsWith(Before, StringComparison.Ordinal);
                rest = trimsStart[i] ? rest : rest[..^Before.Length];
            }

            if (rest != plain[i])
            {
                padded = null;
            }
        }

        if (padded is null)
        {
            return (null, $"the chat template {Name} changes the white space around contents in a way that cannot be followed");
        }

        // A template that does not know a role takes it for another one without a word.
        for (var i = 0; i < roles.Count; i++)
        {
            if (roles[i] is not ("system" or "user" or "assistant") && !plain[i].Contains(roles[i], StringComparison.OrdinalIgnoreCase))
            {
                return (null, $"the chat template {Name} knows no role {Quotation.Of(roles[i])}");
            }
        }

        return (new TemplateForm(plain, trimsStart, trimsEnd), null);
    }

    /// <summary>What stands around the names; null if they do not all occur once and in order.</summary>
    private static string[]? Split(string text, string[] names, out int missing)
    {
        var around = new string[names.Length + 1];
        var start = 0;
        for (missing = 0; missing < names.Length; missing++)
        {
            var at = text.IndexOf(names[missing], start, StringComparison.Ordinal);
            if (at < 0)
            {
                return null;
            }

            around[missing] = text[start..at];
            start = at + names[missing].Length;
        }

        around[^1] = text[start..];
        return around;
    }

    private static bool IsRole(string role) => Roles.IsWord(role) && !role.Contains(Placeholder, StringComparison.Ordinal);

    /// <summary>What a template writes around the contents of a conversation with certain roles.</summary>
    /// <param name="Fixed">Before each content, and after the last.</param>
    /// <param name="TrimsStart">Whether a content loses the white space that it begins with.</param>
    /// <param name="TrimsEnd">The same of its end.</param>
    private sealed record TemplateForm(string[] Fixed, bool[] TrimsStart, bool[] TrimsEnd);
}
