using LlmMiaProbe.Models;

namespace LlmMiaProbe.Evidence;

/// <summary>Charges the tokens of a prefix to the first text that follows it.</summary>
internal sealed class SharedPrefixCost
{
    private readonly HashSet<EvidenceKey> _seen = [];

    public long Of(PreparedText text) => text.SharedInputTokens > 0 && _seen.Add(EvidenceKey.Of(default, "", null, text.Prefix)) ? text.SharedInputTokens : 0;
}
