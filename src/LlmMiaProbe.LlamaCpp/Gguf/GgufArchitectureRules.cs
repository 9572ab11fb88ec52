namespace LlmMiaProbe.LlamaCpp.Gguf;

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
        RequirePatterns(parameters);
        switch (parameters.Architecture)
        {
            case "gemma2" or "gemma3" when parameters.Heads[0] == 0:
                throw parameters.Wrong("attention.head_count", "is 0 in the first block");
            case "jamba" or "granitehybrid" when parameters.Number("ssm.inner_size") != 2L * parameters.EmbeddingLength:
                throw parameters.Wrong("ssm.inner_size", "is not twice the embedding length");
            case "minicpm3" or "plm" when parameters.PerBlock("attention.head_count_kv") is { } keyHeads && !keyHeads.SequenceEqual(parameters.Heads):
                throw parameters.Wrong("attention.head_count_kv", "differs from the number of heads");
            case "bailingmoe3" when !(parameters.Fraction("kda.gate_lower_bound") < 0):
                throw parameters.Wrong("kda.gate_lower_bound", "is not below 0");
            case "deepseek2" or "mistral4" or "hy_v4" when Rotated(parameters) >= Key(parameters):
                throw parameters.Wrong("rope.dimension_count", "leaves nothing of a head unrotated");
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
            throw parameters.Wrong("vocab_size", FormattableString.Invariant($"goes with {size:N0} tokens where at least {ChameleonImageTokens:N0} are expected"));
        }
    }

    private static void RequireCounts(GgufHyperparameters parameters)
    {
        if (parameters.Architecture is "bailingmoe2" or "glm4moe" or "grovemoe" or "smallthinker" or "lfm2moe" or "qwen35moe" or "qwen4exp"
            && (parameters.Number("expert_count") ?? 0) == 0)
        {
            throw parameters.Wrong("expert_count", "is missing or 0");
        }

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

        if (parameters.Number("n_deepstack_layers") is { } stacked && stacked > parameters.BlockCount)
        {
            throw parameters.Wrong("n_deepstack_layers", FormattableString.Invariant($"is {stacked:N0} for {parameters.BlockCount} blocks"));
        }
    }

    /// <summary>Lists that switch a feature on for some blocks must do so for at least one.</summary>
    private static void RequirePatterns(GgufHyperparameters parameters)
    {
        foreach (string name in (string[])["attention.sliding_window_pattern", "attention.rope_pattern"])
        {
            if (parameters.List(name) is { } list && (list.Count == 0 || (list.Count == parameters.BlockCount && parameters.PerBlock(name) is { } values && values.All(on => on == 0))))
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
            throw parameters.Wrong("hrm.layers_per_stack", FormattableString.Invariant($"is {layers:N0} with {high:N0} and {low:N0} cycles for {parameters.BlockCount} blocks"));
        }
    }

    private static uint Key(GgufHyperparameters parameters) =>
        parameters.Number("attention.key_length_mla") ?? parameters.Number("attention.key_length") ?? Average(parameters);

    private static uint Rotated(GgufHyperparameters parameters) =>
        parameters.Number("rope.dimension_count") ?? parameters.Number("attention.key_length") ?? Average(parameters);

    private static uint Average(GgufHyperparameters parameters) =>
        parameters.Heads[0] == 0 ? 0 : (uint)parameters.EmbeddingLength / parameters.Heads[0];
}
