using System.Buffers;
using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>
/// The windows of one model in the tokens of another: the same text is given and the same text must follow, each tokenised
/// by itself, as for whoever prompts with the one and waits for the other. Windows of equally many tokens would be windows
/// of different texts wherever tokenizers differ. What the tokenizer cannot spell without the text around it is left out.
/// </summary>
/// <param name="cut">Cuts the texts.</param>
/// <param name="scorer">Whose tokens the windows get.</param>
internal sealed class SameTextWindows(WindowPlanner cut, IWindowScorer scorer) : IWindowPlan
{
    public IEnumerable<ExtractionWindow> Plan(string text) => Plan(text, WindowStarts.All);

    public IEnumerable<ExtractionWindow> Plan(string text, WindowStarts starts)
    {
        foreach (var (place, _, _) in ((IWindowPlan)cut).Plan(text, starts))
        {
            var prefix = Spell(text[place.Start..place.SuffixStart], mayAddSpace: true);
            var suffix = Spell(text[place.SuffixStart..place.SuffixEnd], mayAddSpace: false);
            if (prefix.Length > 0 && suffix.Length > 0)
            {
                yield return new ExtractionWindow(place, prefix, suffix);
            }
        }
    }

    public IEnumerable<ExtractionWindow> Plan(RenderedText text)
    {
        var whole = text.Text;
        foreach (var (place, _, _) in cut.Plan(text))
        {
            // An answer is a part of its own, so what precedes it is whole parts.
            var (given, left) = (new List<TextPart>(), place.SuffixStart);
            foreach (var part in text.Parts.TakeWhile(part => (left -= part.Text.Length) >= 0))
            {
                given.Add(part);
            }

            var prefix = scorer.Tokenize(new RenderedText(given)).Tokens;
            var suffix = Spell(whole[place.SuffixStart..place.SuffixEnd], mayAddSpace: false);
            if (prefix.Length > 0 && suffix.Length > 0)
            {
                yield return new ExtractionWindow(place, prefix[Math.Max(0, prefix.Length - (scorer.ContextTokens - suffix.Length))..], suffix);
            }
        }
    }

    /// <summary>Tokens that spell a text; none if there are none. SentencePiece puts a space before a text, which serves for one that begins with it.</summary>
    private int[] Spell(string text, bool mayAddSpace)
    {
        var tokens = scorer.Tokenize(text);
        if (Spells(tokens, text) || (mayAddSpace && Spells(tokens, " " + text)))
        {
            return tokens;
        }

        tokens = text.StartsWith(' ') ? scorer.Tokenize(text[1..]) : [];
        return Spells(tokens, text) ? tokens : [];
    }

    private bool Spells(int[] tokens, string text)
    {
        var spelled = new ArrayBufferWriter<byte>(text.Length + 1);
        foreach (var token in tokens)
        {
            spelled.Write(scorer.BytesOf(token).Span);
        }

        return spelled.WrittenSpan.SequenceEqual(Encoding.UTF8.GetBytes(text));
    }
}
