using System.Text.RegularExpressions;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Hosted.Scoring;

/// <summary>What a chat template marks turns with. A server takes it for these marks wherever a text spells it, and cannot be told otherwise.</summary>
internal static partial class TemplateMarks
{
    /// <summary>A mark that what somebody says spells; null if there is none.</summary>
    public static string? SpelledIn(RenderedText text)
    {
        var marks = text.Parts.Where(part => part.Kind == TextPartKind.Template)
            .SelectMany(part => Mark().Matches(part.Text).Select(match => match.Value)).ToHashSet(StringComparer.Ordinal);
        return marks.Count == 0 ? null
            : text.Parts.Where(part => part.Kind != TextPartKind.Template)
                .Select(part => marks.FirstOrDefault(mark => part.Text.Contains(mark, StringComparison.Ordinal))
                    ?? (Special().Match(part.Text) is { Success: true } found ? found.Value : null))
                .FirstOrDefault(found => found is not null);
    }

    [GeneratedRegex(@"<[^<>\s]{1,64}>|\[[^\[\]\s]{1,64}\]|<<[A-Z/]{1,16}>>", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();

    // Such as <|endoftext|>, of whatever model, and the ends of SentencePiece's texts.
    [GeneratedRegex(@"<[|\uFF5C][^<>\s]{1,64}[|\uFF5C]>|</?s>", RegexOptions.CultureInvariant)]
    private static partial Regex Special();
}
