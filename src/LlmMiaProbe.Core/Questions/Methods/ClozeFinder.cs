using System.Text.RegularExpressions;

namespace LlmMiaProbe.Questions;

/// <summary>
/// Finds passages of 40 to 60 words with exactly one proper name (name cloze, Chang et al. 2023, arXiv 2305.00118), by spelling
/// and without a model of names. A name is a capitalised word of letters that stands somewhere within a sentence, never
/// occurs in lower case in the document, and is no title, day or month. A passage counts if it holds one such word, once, not
/// beside another capitalised word, and no further capitalised word within a sentence.
/// </summary>
internal static partial class ClozeFinder
{
    public const string Mask = "[MASK]";

    private const int Shortest = 40;
    private const int Longest = 60;

    private static readonly HashSet<string> s_noNames = new(StringComparer.Ordinal)
    {
        "I",
        "Mr",
        "Mrs",
        "Miss",
        "Ms",
        "Dr",
        "Sir",
        "Madam",
        "Madame",
        "Mister",
        "Lady",
        "Lord",
        "St",
        "Saint",
        "Prof",
        "Professor",
        "Captain",
        "Colonel",
        "General",
        "Major",
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    };

    /// <summary>Passages that do not overlap, in the order of the text.</summary>
    /// <param name="text">A whole document.</param>
    /// <param name="most">Passages at most.</param>
    public static IReadOnlyList<Cloze> Find(string text, int most)
    {
        var words = Read(text);
        var names = Names(words);
        var found = new List<Cloze>();
        for (var first = 0; first + Shortest <= words.Count && found.Count < most;)
        {
            if (At(text, words, names, first) is { } cloze)
            {
                found.Add(cloze.Cloze);
                first = cloze.After;
            }
            else
            {
                first++;
            }
        }

        return found;
    }

    /// <summary>The name that a reply gives: what stands between &lt;name&gt; and &lt;/name&gt;, else the reply if it is one word.</summary>
    /// <returns>Null if it gives none.</returns>
    public static string? NameIn(string reply)
    {
        var tagged = Tagged().Match(reply);
        if (tagged.Success)
        {
            return tagged.Groups[1].Value.Trim();
        }

        var bare = Edges().Replace(reply, "");
        return bare.Length > 0 && !bare.Any(char.IsWhiteSpace) && char.IsLetter(bare[0]) ? bare : null;
    }

    // The longest passage from a word on that ends a sentence, else the longest.
    private static (Cloze Cloze, int After)? At(string text, List<Word> words, HashSet<string> names, int first)
    {
        (Cloze Cloze, int After)? best = null;
        for (var length = Math.Min(Longest, words.Count - first); length >= Shortest; length--)
        {
            var last = words[first + length - 1];
            if (best is not null && !last.EndsSentence)
            {
                continue;
            }

            if (Only(words, names, first, length) is { } name)
            {
                var (start, end) = (words[first].Start, last.End);
                var passage = $"{text[start..name.Core]}{Mask}{text[(name.Core + name.Spelling.Length)..end]}";
                best = (new Cloze(passage, name.Spelling), first + length);
                if (last.EndsSentence)
                {
                    break;
                }
            }
        }

        return best;
    }

    private static Word? Only(List<Word> words, HashSet<string> names, int first, int length)
    {
        Word? only = null;
        for (var i = first; i < first + length; i++)
        {
            var word = words[i];
            var isName = names.Contains(word.Spelling);
            if (isName && only is not null)
            {
                return null;
            }

            if (!isName && word is { IsCapitalised: true, BeginsSentence: false } && !s_noNames.Contains(word.Spelling))
            {
                return null;
            }

            if (isName
                && (IsCapital(words, i - 1, word.BeginsSentence) || (i + 1 < words.Count && !words[i + 1].BeginsSentence && IsCapital(words, i + 1, false))))
            {
                return null;
            }

            only = isName ? word : only;
        }

        return only;
    }

    // A title before a name belongs to it: the name alone is still one word.
    private static bool IsCapital(List<Word> words, int at, bool across) =>
        !across && at >= 0 && words[at].IsCapitalised && !s_noNames.Contains(words[at].Spelling) && !words[at].BeginsSentence;

    private static HashSet<string> Names(List<Word> words)
    {
        var names = words.Where(
            word => word is { IsCapitalised: true, BeginsSentence: false } && word.Spelling.Length > 1 && !s_noNames.Contains(word.Spelling))
            .Select(word => word.Spelling).ToHashSet(StringComparer.Ordinal);
        foreach (var word in words.Where(word => !word.IsCapitalised && word.Spelling.Length > 0))
        {
            names.Remove(char.ToUpperInvariant(word.Spelling[0]) + word.Spelling[1..]);
        }

        return names;
    }

    private static List<Word> Read(string text)
    {
        var words = new List<Word>();
        var begins = true;
        foreach (var (start, end) in Passages.Words(text))
        {
            var whole = text[start..end];
            var core = Letters().Match(whole);
            var spelling = core.Success ? core.Value : "";
            // Speech begins a sentence of its own.
            var opens = begins || (core.Success && core.Index > 0 && whole[core.Index - 1] is '"' or '\u201C' or '\u2018' or '(' or '_');
            var ends = SentenceEnd().IsMatch(whole) && !s_noNames.Contains(spelling);
            words.Add(new Word(start, end, start + core.Index, spelling, spelling.Length > 0 && char.IsUpper(spelling[0]), opens, ends));
            begins = ends || (spelling.Length == 0 && begins);
        }

        return words;
    }

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant)]
    private static partial Regex Letters();

    [GeneratedRegex(@"[.!?:;\u2014-][""'\u201D\u2019)_\]]*$", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"<name>\s*(.*?)\s*</?name>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Tagged();

    [GeneratedRegex(@"^[\W_]+|[\W_]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Edges();

    private sealed record Word(int Start, int End, int Core, string Spelling, bool IsCapitalised, bool BeginsSentence, bool EndsSentence);
}

/// <summary>A passage with its only proper name taken out.</summary>
/// <param name="Passage">With <c>[MASK]</c> in place of the name.</param>
/// <param name="Name">The name as it stands in the text.</param>
internal sealed record Cloze(string Passage, string Name);
