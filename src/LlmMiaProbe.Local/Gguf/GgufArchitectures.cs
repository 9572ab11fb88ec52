using System.Collections.Frozen;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>The architectures of the pinned llama.cpp release, by what can be done with them.</summary>
public static class GgufArchitectures
{
    private static readonly FrozenDictionary<string, GgufArchitectureKind> Kinds = new (GgufArchitectureKind Kind, string Names)[]
    {
        (GgufArchitectureKind.Decoder, """
            afmoe apertus arcee arctic baichuan bailingmoe bailingmoe2 bitnet bloom chameleon chatglm codeshell
            cogvlm cohere2 cohere2moe command-r dbrx deci deepseek deepseek2 deepseek2-ocr deepseek32 dots1 dots3note
            ernie4_5 ernie4_5-moe exaone exaone-moe exaone4 falcon gemma gemma2 gemma3 gemma3n gemma4 glm-dsa glm4
            glm4moe gpt-oss gpt2 gptneox granite granite_swa granitemoe graniteswitch grok grovemoe hrm_text
            hunyuan-dense hunyuan-moe hunyuan_vl hy_v3 hy_v4 internlm2 jais jais2 laguna llama llama4 maincoder maple
            mellum mimo2 minicpm minicpm3 minimax-m2 minimax-m3 mistral3 mistral4 mpt muse-glimmer nanbeige nemotron
            olmo olmo2 olmoe openelm orion paddleocr pangu-embedded phi2 phi3 phimoe plamo plamo3 plm qwen qwen2
            qwen2moe qwen2vl qwen3 qwen3moe qwen3vl qwen3vlmoe refact seed_oss smallthinker smollm3 spark2_5 stablelm
            starcoder starcoder2 step35 talkie xverse
            """),
        (GgufArchitectureKind.Recurrent, """
            arwkv7 mamba mamba2 rwkv6 rwkv6qwen2 rwkv7
            """),
        (GgufArchitectureKind.Hybrid, """
            bailingmoe3 deepseek4 falcon-h1 granitehybrid jamba kimi-k3 kimi-linear lfm2 lfm2moe minimax-01
            nemotron_h nemotron_h_moe plamo2 qwen35 qwen35moe qwen3next qwen4exp
            """),
        (GgufArchitectureKind.Embedding, """
            bert eurobert gemma-embedding jina-bert-v2 jina-bert-v3 llama-embed modern-bert neo-bert nomic-bert
            nomic-bert-moe t5encoder
            """),
        (GgufArchitectureKind.EncoderDecoder, """
            t5
            """),
        (GgufArchitectureKind.Diffusion, """
            dream llada llada-moe rnd1
            """),
        (GgufArchitectureKind.Speech, """
            pockettts qwen3tts wavtokenizer-dec
            """),
        (GgufArchitectureKind.Draft, """
            dflash eagle3 gemma4-assistant
            """),
        (GgufArchitectureKind.Projector, """
            clip
            """),
    }
    .SelectMany(group => group.Names.Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(name => (name, group.Kind)))
    .ToFrozenDictionary(pair => pair.name, pair => pair.Kind, StringComparer.Ordinal);

    /// <summary>All names that the release can load, in ordinal order.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. Kinds.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Null when the release does not know the architecture.</summary>
    public static GgufArchitectureKind? Find(string name) => Kinds.TryGetValue(name, out GgufArchitectureKind kind) ? kind : null;
}
