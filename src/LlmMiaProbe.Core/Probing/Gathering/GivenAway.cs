using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Probing;

/// <summary>
/// Names for what a document under test and a shot must not share: whole texts, and answers after the same turns. An answer is scored
/// by itself, so a shot that begins or ends elsewhere gives it away as well. Turns of the system do not count.
/// </summary>
internal static class GivenAway
{
    private const string Answer = "answer ";
    private const string Content = "content ";

    /// <summary>Of a document as it was put together: what of it is scored.</summary>
    /// <param name="document">Under test.</param>
    /// <param name="normalised">Its text in the form of <see cref="NormalisedText"/>.</param>
    public static IEnumerable<string> OfTested(Document document, string normalised) => document.Conversation is not { } conversation
        ? [normalised, Content + normalised]
        : Beginnings(conversation).Where(beginning => beginning.Turn.IsLearned && beginning.Content.Length > 0)
            .SelectMany(beginning => new[] { beginning.Name, beginning.Content })
            .Prepend(normalised);

    /// <summary>Of a shot: every turn of it stands before the texts.</summary>
    /// <param name="shot">As it was read.</param>
    /// <param name="normalised">Its text as it is put together, in the form of <see cref="NormalisedText"/>.</param>
    public static IEnumerable<string> OfShot(Document shot, string normalised) => shot.Conversation is not { } conversation
        ? [normalised]
        : Beginnings(conversation).SelectMany(beginning => new[] { beginning.Name, Content + beginning.Content }).Prepend(normalised);

    // Each is named after the one before it, so that no turn is looked at twice.
    private static IEnumerable<(ConversationTurn Turn, string Content, string Name)> Beginnings(Conversation conversation)
    {
        var before = "";
        foreach (var turn in conversation.Turns.Where(turn => turn.Role != Roles.System))
        {
            var content = NormalisedText.Of(turn.Content);
            before = $"{Answer}{ContentHash.Of($"{before}\n{content}").Hex}";
            yield return (turn, content, before);
        }
    }
}

/// <summary>Documents under test that the shots before them would give away.</summary>
/// <param name="forbidden">See <see cref="ShotPrefixes.Forbidden"/>.</param>
internal sealed class ShotOverlap(IReadOnlyDictionary<string, string> forbidden)
{
    private const int Shown = 10;

    private readonly List<string> _shared = [];

    /// <inheritdoc cref="GivenAway.OfTested"/>
    public void Add(Document document, string normalised)
    {
        if (forbidden.Count > 0 && GivenAway.OfTested(document, normalised).FirstOrDefault(forbidden.ContainsKey) is { } shared)
        {
            _shared.Add($"'{document.Id}' (shot '{forbidden[shared]}')");
        }
    }

    /// <exception cref="ConfigurationException">There are some.</exception>
    public void RequireNone()
    {
        if (_shared.Count > 0)
        {
            throw new ConfigurationException(
                $"{_shared.Count} documents under test are also among the shots, whole or with an answer of theirs, which would give them away: "
                + $"{string.Join(", ", _shared.Take(Shown))}{(_shared.Count > Shown ? ", ..." : "")}. Take them out of one of the two files.");
        }
    }
}
