namespace LlmMiaProbe.Local.Gguf;

/// <summary>What an architecture computes. Only the first three predict the next token of a text from what came before it.</summary>
public enum GgufArchitectureKind
{
    /// <summary>Causal attention.</summary>
    Decoder,

    /// <summary>A recurrent state instead of attention: a context holds no key/value cells and cannot be cut in the middle.</summary>
    Recurrent,

    /// <summary>Recurrent and attention layers mixed.</summary>
    Hybrid,

    /// <summary>Turns a text into a vector.</summary>
    Embedding,

    /// <summary>Translates one text into another.</summary>
    EncoderDecoder,

    /// <summary>Fills masked tokens in any order.</summary>
    Diffusion,

    /// <summary>Speech or audio codes, not text.</summary>
    Speech,

    /// <summary>Guesses tokens for a larger model and needs it to run.</summary>
    Draft,

    /// <summary>The vision or audio part that accompanies a language model.</summary>
    Projector,
}
