using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Probing;

/// <summary>
/// Makes documents of the conversations of a run's corpora: puts each together by the run's chat template, as one document or as one an answer.
/// The template is opened by the first conversation.
/// </summary>
internal sealed class ChatRecords(IModelProvider models, RunSettings settings)
{
    /// <summary>Of attacks on produced text, a clause.</summary>
    public const string NoPool = "attacks on produced text do not apply to chat records: what they continue is the beginning of a text";

    // Each answer goes with all that precedes it, so that a record of many turns would be of a length that no store and no patience holds.
    private const long MostCharacters = 1L << 28;

    private ConversationRenderer? _renderer;
    private long _records;
    private long _answers;

    /// <summary>Whether each answer is a document of its own.</summary>
    public bool Divides => settings.ChatUnit == ChatUnit.Turn;

    /// <summary>What there was so far; null without a conversation.</summary>
    public ChatSummary? Summary => _renderer is null ? null : new ChatSummary
    {
        Template = _renderer.Name,
        IsOwn = _renderer.Template is { IsOwn: true },
        Sha256 = _renderer.Template?.Sha256,
        Unit = settings.ChatUnit,
        Records = _records,
        Answers = _answers,
    };

    /// <summary>A text as it is, a conversation as the template writes it.</summary>
    /// <exception cref="ConfigurationException">The model has no chat template, or none that is known.</exception>
    public IEnumerable<Document> Of(Document document)
    {
        if (document.Conversation is not { } conversation)
        {
            return [document];
        }

        _renderer ??= models.OpenTemplate(settings);
        _records++;
        return Divides ? Answers(document, conversation) : [Render(document, conversation)];
    }

    /// <summary>Whether an answer of a record could have this id.</summary>
    public static bool IsLikeAnswer(string id) =>
        id.LastIndexOf('#') is >= 0 and var mark && mark < id.Length - 1 && id.AsSpan(mark + 1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>What stands before a text, put together as the texts are.</summary>
    public RenderedText Shot(Document shot)
    {
        if (shot.Conversation is not { } conversation)
        {
            return Plain(shot.Text);
        }

        _renderer ??= models.OpenTemplate(settings);
        return _renderer.Render(conversation) is { Text: { } text } ? text.AsContext() : Plain(shot.Text);
    }

    private static RenderedText Plain(string text) => new([new TextPart(TextPartKind.Context, text)]);

    private IEnumerable<Document> Answers(Document document, Conversation conversation)
    {
        var learned = Enumerable.Range(0, conversation.Turns.Count).Where(turn => conversation.Turns[turn].IsLearned).ToList();
        if (CharactersOfAnswers(conversation) is var characters && characters > MostCharacters)
        {
            return
            [
                document with
                {
                    Rendered = Plain(document.Text),
                    WhyNot = $"its {Figures.Count(learned.Count, "answer")}, each with all that precedes it, would be documents of {Figures.Count(characters)} "
                        + $"characters, and {Figures.Count(MostCharacters)} are the most: leave --chat-unit turn out, or cut the record into shorter ones",
                },
            ];
        }

        return learned.Count == 0
            ? [Render(document, conversation)]
            : learned.Select(turn => Render(
                document with
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"{document.Id}#{turn + 1}"),
                    Group = document.Group ?? document.Id,
                },
                conversation with { Turns = [.. conversation.Turns.Take(turn + 1).Select((one, i) => one with { IsLearned = i == turn })] }));
    }

    private static long CharactersOfAnswers(Conversation conversation)
    {
        var (before, all) = (0L, 0L);
        foreach (var turn in conversation.Turns)
        {
            before += turn.Content.Length;
            all += turn.IsLearned ? before : 0;
        }

        return all;
    }

    private Document Render(Document document, Conversation conversation)
    {
        var (text, whyNot) = _renderer is { } renderer ? renderer.Render(conversation) : (null, null);
        if (text is null)
        {
            // Of what cannot be put together nothing is scored.
            return document with { Conversation = conversation, Rendered = Plain(document.Text), WhyNot = whyNot };
        }

        _answers += text.Parts.Count(part => part.Kind == TextPartKind.Scored);
        return document with { Conversation = conversation, Text = text.Text, Rendered = text };
    }
}
