using System.Text;

namespace LlmMiaProbe.Corpora;

/// <summary>The form in which texts are compared when duplicates are looked for. Nothing is ever scored in this form.</summary>
public static class NormalisedText
{
    /// <summary>Form C, lower case (invariant), every run of white space one space, none at either end.</summary>
    public static string Of(string text)
    {
        // Lower case can undo form C ("J̌" has no single code point, "ǰ" has), so it is composed twice.
        var lower = CanonicalComposition.Compose(CanonicalComposition.Compose(text).ToLowerInvariant());
        var collapsed = new StringBuilder(lower.Length);
        var pendingSpace = false;
        foreach (var character in lower)
        {
            if (char.IsWhiteSpace(character))
            {
                pendingSpace = collapsed.Length > 0;
                continue;
            }

            if (pendingSpace)
            {
                collapsed.Append(' ');
                pendingSpace = false;
            }

            collapsed.Append(character);
        }

        return collapsed.ToString();
    }
}
