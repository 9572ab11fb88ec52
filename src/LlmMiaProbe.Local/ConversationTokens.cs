using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Local;

/// <summary>
/// Tokenises conversations part by part, so that nothing a document spells becomes a token of the template. SentencePiece puts a space
/// before a text and behind a special token, and nowhere else: a part that goes on after plain text gets none.
/// </summary>
internal sealed class ConversationTokens(ILlamaModel model, int? bos)
{
    // A token by itself in every vocabulary that puts a space before a text.
    private const string Wall = "\n";

    private bool? _addsSpace;

    private bool AddsSpace => _addsSpace ??= model.Text(model.Tokenize("a")) == " a";

    /// <exception cref="ModelException">The tokenizer rejects a part.</exception>
    public MaskedTokens Of(RenderedText text)
    {
        var (tokens, isScored, ends) = (new List<int>(), new List<bool>(), new List<int>());
        foreach (var part in text.Parts)
        {
            var ofPart = Of(part, tokens.Count > 0 && !IsSpecial(tokens[^1]));
            tokens.AddRange(ofPart);
            isScored.AddRange(Enumerable.Repeat(part.Kind == TextPartKind.Scored, ofPart.Length));
            ends.Add(tokens.Count);
        }

        // The model puts its own before every text.
        if (text.Parts is [{ Kind: TextPartKind.Template }, ..] && tokens.Count > 0 && tokens[0] == bos)
        {
            tokens.RemoveAt(0);
            isScored.RemoveAt(0);
            ends = ends.ConvertAll(end => end - 1);
        }

        return new MaskedTokens([.. tokens], [.. isScored]) { PartEnds = ends };
    }

    private int[] Of(TextPart part, bool goesOn)
    {
        if (!goesOn || !AddsSpace)
        {
            return Tokenize(part.Kind, part.Text);
        }

        var (wall, all) = (Tokenize(part.Kind, Wall), Tokenize(part.Kind, Wall + part.Text));
        return all.AsSpan().StartsWith(wall)
            ? all[wall.Length..]
            : throw new ModelException(
                $"the tokenizer of {model.Name} joins a line break with what follows it, so a part of a conversation has no tokens of its own "
                + $"({Encoding.UTF8.GetByteCount(part.Text)} bytes)");
    }

    private int[] Tokenize(TextPartKind kind, string text) => kind == TextPartKind.Template ? model.TokenizeTemplate(text) : model.Tokenize(text);

    private bool IsSpecial(int token) => model.BytesOf(token).Length == 0;
}
