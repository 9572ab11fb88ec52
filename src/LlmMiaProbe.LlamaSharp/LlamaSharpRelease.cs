using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.LlamaSharp;

/// <summary>The release of llama.cpp in the backend packages of LLamaSharp 0.30.0, by what it says of itself.</summary>
internal static class LlamaSharpRelease
{
    public static GgufRelease Value { get; } = new("815a2a591, ggml 0.18.0")
    {
        LackedArchitectures = GgufRelease.Names("""
            bailingmoe3 dots3note granite_swa graniteswitch hrm_text hy_v4 kimi-k3 maple minimax-01 muse-glimmer pockettts
            qwen3tts qwen4exp spark2_5
            """),
        LackedPreTokenizers = GgufRelease.Names("hy_v4 spark2_5 ufakzeka"),
        Elsewhere = "add --engine llama-cpp",
    };
}
