namespace LlmMiaProbe.Local.Gguf;

/// <summary>The llama.cpp release whose rules the checks in this folder follow.</summary>
internal static class LlamaRelease
{
    public const string Name = "v0.5.0";
}
