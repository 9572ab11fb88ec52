using System.Collections.Frozen;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>What the pinned llama.cpp release assumes about a tokenizer before it reads the model's own settings.</summary>
/// <param name="Bos">Default BOS token id, or null.</param>
/// <param name="Eos">Default EOS token id, or null.</param>
/// <param name="Unknown">Default id of the unknown token, or null.</param>
/// <param name="AddsBos">Whether BOS is put before a text when the file does not say.</param>
/// <param name="AddsEos">Whether EOS is put behind a text when the file does not say.</param>
/// <param name="AddsSpace">Whether a space is put before a text when the file does not say.</param>
/// <param name="ForcesBos">Whether BOS is added whatever the file says.</param>
/// <param name="UsesMerges">Whether merges decide the split.</param>
/// <param name="UsesScores">Whether token scores decide the split.</param>
internal sealed record GgufTokenizerFamily(
    int? Bos, int? Eos, int? Unknown, bool AddsBos, bool AddsEos, bool AddsSpace, bool ForcesBos, bool UsesMerges, bool UsesScores)
{
    private static readonly FrozenSet<string> BosByDefault = Names(
        "llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano tekken chameleon");

    public static FrozenSet<string> KnownPreTokenizers { get; } = Names("""
            a.x-4.0 afmoe bailingmoe bailingmoe2 bloom chameleon chatglm-bpe codeshell cohere2moe command-r dbrx
            deepseek-coder deepseek-llm deepseek-r1-qwen deepseek-v3 default exaone exaone-moe exaone4 f2llmv2
            falcon falcon-h1 falcon3 gemma4 gigachat glm4 gpt-2 gpt-4o gpt3-finnish granite-docling
            granite-embed-multi-311m granite-embed-multi-97m grok-2 hunyuan hunyuan-dense hy_v4 jais jais-2 jina-de
            jina-es jina-v1-en jina-v2-code jina-v2-de jina-v2-es jina-v5-nano joyai-llm kanana2 kimi-k2 kormo
            laguna lfm2 llada-moe llama-bpe llama-v3 llama3 llama4 megrez mellum mellum2 midm-2.0 minerva-7b
            minicpm5 minimax-m2 modern-bert mpt olmo phi-2 pixtral poro-chat qwen2 qwen35 refact roberta-bpe
            sarvam-moe seed-coder smaug-bpe smollm solar-open spark2_5 stablelm2 starcoder superbpe talkie tekken
            tiny_aya trillion ufakzeka viking whitespace youtu
            """);

    private static FrozenSet<string> Names(string names) =>
        names.Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Null when the release does not know the tokenizer.</summary>
    public static GgufTokenizerFamily? Find(string model, string preTokenizer) => model switch
    {
        "llama" => new(1, 2, 0, AddsBos: true, AddsEos: false, AddsSpace: true, ForcesBos: false, UsesMerges: false, UsesScores: true),
        "t5" => new(null, 1, 2, AddsBos: false, AddsEos: true, AddsSpace: false, ForcesBos: false, UsesMerges: false, UsesScores: true),
        "rwkv" => new(null, null, null, AddsBos: false, AddsEos: false, AddsSpace: false, ForcesBos: false, UsesMerges: false, UsesScores: false),
        "plamo2" => new(1, 2, 0, AddsBos: false, AddsEos: false, AddsSpace: false, ForcesBos: false, UsesMerges: false, UsesScores: true),
        "gemma4" => new(null, null, null, AddsBos: true, AddsEos: false, AddsSpace: false, ForcesBos: true, UsesMerges: true, UsesScores: false),
        "gpt2" or "hybriddna" or "whitespace" => new(
            preTokenizer is "glm4" or "chatglm-bpe" ? null : 11,
            11,
            null,
            AddsBos: BosByDefault.Contains(preTokenizer),
            AddsEos: false,
            AddsSpace: false,
            ForcesBos: preTokenizer is "gemma4" or "granite-embed-multi-311m",
            UsesMerges: true,
            UsesScores: false),
        _ => null,
    };

    public static bool IsKnownPreTokenizer(string preTokenizer) => preTokenizer.Length == 0 || KnownPreTokenizers.Contains(preTokenizer);
}
