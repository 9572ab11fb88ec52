namespace LlmMiaProbe.Testing.Models;

/// <summary>How a scripted model splits text: into its bytes of UTF-8, or at spaces.</summary>
public enum ScriptedTokenizer
{
    Bytes,
    Words,
}
