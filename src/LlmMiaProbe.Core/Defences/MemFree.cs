using System.Globalization;
using LlmMiaProbe.Generation;

namespace LlmMiaProbe.Defences;

/// <summary>
/// MemFree decoding (Ippolito et al. 2022, arXiv 2210.17546): a next token that would complete a listed n-gram of tokens is
/// rejected and another drawn. The filter sees prompt and output as one text, so an n-gram may begin in the prompt and end in
/// the output. What is not blocked becomes a little likelier by what is, so a suffix without a listed n-gram keeps at least
/// its probability.
/// </summary>
/// <param name="N">Tokens of an n-gram, at least 1; 10 in the CopyBench implementation.</param>
public sealed record MemFree(int N) : Defence(
    string.Create(CultureInfo.InvariantCulture, $"memfree={N}"),
    string.Create(
        CultureInfo.InvariantCulture,
        $"rejects a next token that completes {N} tokens in a row of a listed text, prompt included (MemFree decoding, Ippolito et al. 2022)"))
{
    public override string Caveat =>
        "Near-verbatim text persists: another case, other spaces or a changed word pass the filter, and no exact copy counts them.";

    public override bool NeedsTokens => true;

    /// <summary>Where a token was rejected, all that follows would have been another text.</summary>
    public override DefendedPool Apply(SamplePool pool, ListedTexts listed) =>
        DefendedPool.None(
            $"{Id} changes the continuations from the first rejected token on, so they have to be drawn anew under it; stored ones do not show that");

    public override bool Withholds(FilteredWindow window) =>
        window.Cut is { } cut && window.Listed.ShareTokens(cut.Prefix, cut.Suffix, N);
}
