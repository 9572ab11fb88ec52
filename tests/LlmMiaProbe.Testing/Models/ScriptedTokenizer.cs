namespace LlmMiaProbe.Testing.Models;

/// <summary>How a scripted model splits text: into its bytes of UTF-8, or at spaces (then tokens do not spell the text).</summary>
public enum ScriptedTokenizer
{
    Bytes,

    /// <summary>A space is put before every text, as SentencePiece does.</summary>
    BytesAfterSpace,
    Words,
}
