using System.Collections.Frozen;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>Conditions between head sizes and rotary dimensions that the native graph builders assert while a text is decoded.</summary>
internal static class GgufHeadRules
{
    private static readonly FrozenSet<string> RotatesWholeHead = Names("""
            apertus arcee arctic baichuan chameleon codeshell cogvlm cohere2moe dbrx deci deepseek dots1 ernie4_5
            ernie4_5-moe exaone exaone-moe exaone4 falcon granite granite_swa granitemoe graniteswitch grok grovemoe
            hunyuan-dense hunyuan-moe hunyuan_vl hy_v3 internlm2 jais2 llama llama4 maincoder mellum minicpm mistral3
            olmo olmo2 olmoe orion paddleocr pangu-embedded plamo qwen2 qwen2moe qwen2vl qwen3 qwen3moe qwen3vl
            qwen3vlmoe seed_oss smallthinker smollm3 starcoder2 talkie xverse
            """);

    private static readonly FrozenSet<string> EqualKeyAndValue = Names("""
            afmoe apertus arcee arctic baichuan bailingmoe2 bitnet bloom chameleon chatglm codeshell cogvlm cohere2
            cohere2moe command-r dbrx deci deepseek dots1 ernie4_5 ernie4_5-moe exaone exaone-moe exaone4 falcon
            gemma4 glm4 glm4moe gpt2 gptneox granite granite_swa granitemoe graniteswitch grok grovemoe hunyuan-dense
            hunyuan-moe hunyuan_vl hy_v3 internlm2 jais jais2 laguna llama llama4 maincoder maple mellum minicpm
            minimax-m2 minimax-m3 mistral3 mpt muse-glimmer nanbeige nemotron olmo olmo2 olmoe openelm orion
            paddleocr pangu-embedded phi2 phi3 phimoe plamo qwen qwen2 qwen2moe qwen2vl qwen3 qwen3moe qwen3vl
            qwen3vlmoe refact seed_oss smallthinker smollm3 spark2_5 stablelm starcoder starcoder2 talkie xverse
            """);

    // The rotation is split into sections (time, height, width) even where only text is given.
    private static readonly FrozenSet<string> NeedsSections = Names("paddleocr qwen2vl qwen35 qwen35moe qwen3vl qwen3vlmoe qwen4exp");

    /// <exception cref="ModelException">The native code would abort on the first text.</exception>
    public static void Require(GgufHyperparameters parameters, GgufArchitectureKind kind)
    {
        uint heads = parameters.Heads[0];
        uint average = heads == 0 ? 0 : (uint)parameters.EmbeddingLength / heads;
        uint key = parameters.Number("attention.key_length") ?? average;
        uint value = parameters.Number("attention.value_length") ?? average;
        uint rotated = parameters.Number("rope.dimension_count") ?? key;
        RequireEven(parameters, "rope.dimension_count");
        RequireEven(parameters, "rope.dimension_count_swa");
        RequireSections(parameters, key);
        if (kind != GgufArchitectureKind.Decoder || heads == 0)
        {
            return;
        }

        if (rotated > key || (rotated != key && RotatesWholeHead.Contains(parameters.Architecture)))
        {
            throw parameters.Wrong("rope.dimension_count", FormattableString.Invariant($"is {rotated:N0} for heads of {key:N0}"));
        }

        uint swa = parameters.Number("attention.key_length_swa") ?? key;
        uint rotatedSwa = parameters.Number("rope.dimension_count_swa") ?? rotated;
        if (rotatedSwa > swa)
        {
            throw parameters.Wrong("rope.dimension_count_swa", FormattableString.Invariant($"is {rotatedSwa:N0} for heads of {swa:N0}"));
        }

        if (key != value && EqualKeyAndValue.Contains(parameters.Architecture))
        {
            throw parameters.Wrong("attention.value_length", FormattableString.Invariant($"is {value:N0} for keys of {key:N0}"));
        }
    }

    private static void RequireEven(GgufHyperparameters parameters, string name)
    {
        if (parameters.Number(name) is { } dimensions && (dimensions == 0 || dimensions % 2 != 0))
        {
            throw parameters.Wrong(name, FormattableString.Invariant($"is {dimensions:N0} where an even number is expected"));
        }
    }

    private static void RequireSections(GgufHyperparameters parameters, uint key)
    {
        const string Name = "rope.dimension_sections";
        const int Count = 4;
        bool needed = NeedsSections.Contains(parameters.Architecture);
        if (parameters.Values(Name, Count) is not { } sections)
        {
            if (needed)
            {
                throw parameters.Wrong(Name, "is missing");
            }

            return;
        }

        ulong sum = sections.Aggregate(0UL, (total, section) => total + section);
        if (sum > key || (needed && sections.Take(Count - 1).All(section => section == 0)))
        {
            throw parameters.Wrong(Name, FormattableString.Invariant($"is {string.Join(", ", sections)} for heads of {key:N0}"));
        }
    }

    private static FrozenSet<string> Names(string names) =>
        names.Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
