using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Probing;

/// <summary>What interfaces that show the k likeliest tokens hide of the texts of a run: a float a token and k, in memory.</summary>
/// <param name="sizes">Each k.</param>
public sealed class DecodedTopK(IReadOnlyList<int> sizes)
{
    private readonly int[] _sizes = [.. sizes];
    private readonly Dictionary<(long Ordinal, string Request), IReadOnlyList<HiddenTokens>> _hidden = [];

    public IReadOnlyList<int> Sizes => _sizes;

    /// <summary>Null for a text that was not decoded, or another k.</summary>
    public HiddenTokens? Of(long ordinal, string request, int? k) =>
        k is { } size && _hidden.TryGetValue((ordinal, request), out var hidden) && Array.IndexOf(_sizes, size) is >= 0 and var i ? hidden[i] : null;

    /// <param name="ordinal">The document's position in its run.</param>
    /// <param name="request">Name of the evidence.</param>
    /// <param name="hidden">For each k, in order.</param>
    internal void Add(long ordinal, string request, IReadOnlyList<HiddenTokens> hidden) => _hidden[(ordinal, request)] = hidden;
}
