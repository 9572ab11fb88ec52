using LlmMiaProbe.Corpora;
using LlmMiaProbe.Lab;
using LlmMiaProbe.Local;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>
/// Tokens of texts and chat records, and which of them the loss is on: of a record what the assistant says, as it is scored, and the token
/// that ends its turn where the vocabulary has one.
/// </summary>
internal sealed class TrainingTokens(TrainableModel model, LossTokens loss)
{
    private readonly ConversationTokens _conversations = new(model.Native, model.Summary.Tokenizer.AddsBos ? model.Summary.Tokenizer.BosId : null);

    /// <exception cref="ModelException">The tokenizer rejects a text.</exception>
    /// <exception cref="ConfigurationException">A mask is none of its text.</exception>
    public TokenDocument Of(TrainingText text)
    {
        if (text.Mask is null)
        {
            return new TokenDocument(text.Id, model.Native.Tokenize(text.Text), text.Repetitions);
        }

        var rendered = RenderedText.Parse(text.Text, text.Mask) ?? throw new ConfigurationException($"{text.Id}: the mask '{text.Mask}' is none of its text");
        var tokens = _conversations.Of(rendered);
        return new TokenDocument(text.Id, tokens.Tokens, text.Repetitions, loss == LossTokens.All ? null : Learned(rendered, tokens));
    }

    private bool[] Learned(RenderedText text, Models.MaskedTokens tokens)
    {
        bool[] learned = [.. tokens.IsScored];
        for (var part = 0; part + 1 < text.Parts.Count; part++)
        {
            var end = tokens.PartEnds[part];
            if (text.Parts[part].Kind == TextPartKind.Scored
                && text.Parts[part + 1].Kind == TextPartKind.Template
                && end < tokens.PartEnds[part + 1]
                && model.Native.EndsGeneration(tokens.Tokens[end]))
            {
                learned[end] = true;
            }
        }

        return learned;
    }
}
