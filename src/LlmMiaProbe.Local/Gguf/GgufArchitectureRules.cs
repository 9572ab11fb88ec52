namespace LlmMiaProbe.Local.Gguf;

/// <summary>Conditions on metadata that single architectures assert or divide by.</summary>
internal static class GgufArchitectureRules
{
    private const int MostBlocks = 512;

    // The chameleon graph masks the image tokens of its one published vocabulary.
    private const int ChameleonImageTokens = 8_196;

    /// <exception cref="ModelException">The native loader would end the process.</exception>
    public static void Require(GgufHyperparameters parameters)
    {
        RequireCounts(parameters);
        RequireExperts(parameters);
        RequirePatterns(parameters);
        switch (parameters.Architecture)
        {
            case "gemma2" or "gemma3" when parameters.Heads[0] == 0:
                throw parameters.Wrong("attention.head_count", "is 0 in the first block");
            case "jamba" or "granitehybrid" when parameters.Number("ssm.inner_size") != 2L * parameters.EmbeddingLength:
                throw parameters.Wrong("ssm.inner_size", "is not twice the embedding length");
            case "minicpm3" or "plm" or "deepseek2-ocr" when parameters.PerBlock("attention.head_count_kv") is { } keyHeads
                && !keyHeads.SequenceEqual(parameters.Heads):
                throw parameters.Wrong("attention.head_count_kv", "differs from the number of heads");
            case "bailingmoe3" when !(parameters.Fraction("kda.gate_lower_bound") < 0):
                throw parameters.Wrong("kda.gate_lower_bound", "is not below 0");
            case "deepseek2" or "mistral4" or "hy_v4" when Rotated(parameters) >= Key(parameters):
                throw parameters.Wrong("rope.dimension_count", "leaves nothing of a head unrotated");
            case "deepseek2-ocr" when !(Math.Abs((parameters.Fraction("rope.freq_base") ?? 10_000) - 10_000) < 1e-4):
                throw parameters.Wrong("rope.freq_base", "is not 10,000");
            case "hrm_text":
                RequireHierarchy(parameters);
                break;
            default:
                break;
        }
    }

    /// <summary>As above, for what the vocabulary decides.</summary>
    public static void RequireVocabulary(GgufHyperparameters parameters, int size)
    {
        if (parameters.Architecture == "chameleon" && size < ChameleonImageTokens)
        {
            throw parameters.Wrong(
                "vocab_size", FormattableString.Invariant($"goes with {size:N0} tokens where at least {ChameleonImageTokens:N0} are expected"));
        }
    }

    private static void RequireCounts(GgufHyperparameters parameters)
    {
        string? interval = parameters.Architecture switch
        {
            "qwen3next" or "qwen35" or "qwen35moe" or "qwen4exp" or "minimax-01" => "full_attention_interval",
            "minimax-m3" => "attention.indexer.block_size",
            _ => null,
        };
        if (interval is not null && parameters.Number(interval) == 0)
        {
            throw parameters.Wrong(interval, "is 0");
        }

        if (parameters.Number("num_loops") is { } loops && (loops == 0 || loops > MostBlocks / parameters.BlockCount))
        {
            throw parameters.Wrong("num_loops", FormattableString.Invariant($"is {loops:N0} for {parameters.BlockCount} blocks"));
        }

        if (parameters.Number("leading_dense_block_count") is { } dense && dense > parameters.BlockCount)
        {
            throw parameters.Wrong("leading_dense_block_count", FormattableString.Invariant($"is {dense:N0} for {parameters.BlockCount} blocks"));
        }

        if (parameters.Number("n_deepstack_layers") is { } stacked && stacked > parameters.BlockCount)
        {
            throw parameters.Wrong("n_deepstack_layers", FormattableString.Invariant($"is {stacked:N0} for {parameters.BlockCount} blocks"));
        }
    }

    private static void RequireExperts(GgufHyperparameters parameters)
    {
        uint experts = parameters.Number("expert_count") ?? 0;
        if (experts == 0 && parameters.Architecture is "bailingmoe2" or "glm4moe" or "grovemoe" or "smallthinker" or "lfm2moe" or "qwen35moe" or "qwen4exp")
        {
            throw parameters.Wrong("expert_count", "is missing or 0");
        }

        // Softmax, sigmoid, softmax of the chosen, root of softplus.
        if (parameters.Number("expert_gating_func") is { } gate and not (1 or 2 or 3 or 4))
        {
            throw parameters.Wrong("expert_gating_func", FormattableString.Invariant($"is {gate:N0} where 1 to 4 is expected"));
        }

        if (experts > 0 && parameters.Architecture == "ernie4_5-moe" && parameters.Number("interleave_moe_layer_step") == 0)
        {
            throw parameters.Wrong("interleave_moe_layer_step", "is 0");
        }

        uint used = parameters.PerBlock("expert_used_count")?.Max() ?? 0;
        if (parameters.Architecture == "grovemoe" && (parameters.Number("experts_per_group") is not (> 0 and { } group) || used > experts / group))
        {
            throw parameters.Wrong("experts_per_group", FormattableString.Invariant($"does not fit {used:N0} used of {experts:N0} experts"));
        }
    }

    /// <summary>Lists that switch a feature on for some blocks must do so for at least one.</summary>
    private static void RequirePatterns(GgufHyperparameters parameters)
    {
        foreach (string name in (string[])["attention.sliding_window_pattern", "attention.rope_pattern"])
        {
            if (parameters.List(name) is { } list
                && (list.Count == 0 || (list.Count == parameters.BlockCount && parameters.PerBlock(name) is { } values && values.All(on => on == 0))))
            {
                throw parameters.Wrong(name, "is empty");
            }
        }
    }

    private static void RequireHierarchy(GgufHyperparameters parameters)
    {
        ulong layers = parameters.Number("hrm.layers_per_stack") ?? 0;
        ulong high = parameters.Number("hrm.h_cycles") ?? 0;
        ulong low = parameters.Number("hrm.l_cycles") ?? 0;
        if (low == 0 || layers > MostBlocks || high > MostBlocks || low > MostBlocks || layers * high * (low + 1) != (ulong)parameters.BlockCount)
        {
            throw parameters.Wrong(
                "hrm.layers_per_stack", FormattableString.Invariant($"is {layers:N0} with {high:N0} and {low:N0} cycles for {parameters.BlockCount} blocks"));
        }
    }

    private static uint Key(GgufHyperparameters parameters) =>
        parameters.Number("attention.key_length_mla") ?? parameters.Number("attention.key_length") ?? Average(parameters);

    private static uint Rotated(GgufHyperparameters parameters) =>
        parameters.Number("rope.dimension_count") ?? parameters.Number("attention.key_length") ?? Average(parameters);

    private static uint Average(GgufHyperparameters parameters) =>
        parameters.Heads[0] == 0 ? 0 : (uint)parameters.EmbeddingLength / parameters.Heads[0];
}
