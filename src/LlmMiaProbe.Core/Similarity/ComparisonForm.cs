using System.Text;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Similarity;

/// <summary>
/// The form in which a produced text is compared with the true one: typographic quotes and dashes as their ASCII forms,
/// ligatures as their letters, soft hyphens and zero-width spaces left out, then <see cref="NormalisedText"/> (form C, lower case, single spaces). A
/// comparison of the raw texts alone gives false comfort, because a change of case hides a copy from it (Ippolito et al.
/// 2022, arXiv 2210.17546).
/// </summary>
internal static class ComparisonForm
{
    private const char FirstLigature = '\uFB00';
    private const char LastLigature = '\uFB06';

    // Typesetting and text recognition put them where the author wrote letters.
    private static readonly string[] s_ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character is >= FirstLigature and <= LastLigature)
            {
                plain.Append(s_ligatures[character - FirstLigature]);
            }
            else if (!IsInvisible(character))
            {
                plain.Append(Plain(character));
            }
        }

        return NormalisedText.Of(plain.ToString());
    }

    /// <summary>Soft hyphen, zero-width space, word joiner and byte order mark: they change nothing that is read.</summary>
    internal static bool IsInvisible(char character) => character is '\u00AD' or '\u200B' or '\u2060' or '\uFEFF';

    private static char Plain(char character) => character switch
    {
        '\u2018' or '\u2019' or '\u201A' or '\u201B' or '\u2032' => '\'',
        '\u201C' or '\u201D' or '\u201E' or '\u201F' or '\u2033' or '\u00AB' or '\u00BB' => '"',
        >= '\u2010' and <= '\u2015' or '\u2212' => '-',
        _ => character,
    };
}
