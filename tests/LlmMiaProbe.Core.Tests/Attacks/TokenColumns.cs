using LlmMiaProbe.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Testing.Attacks;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Attacks;

/// <summary>Evidence written down position by position, for attacks that look at more than log-probabilities.</summary>
internal sealed record TokenColumns
{
    public required float[] Target { get; init; }

    /// <summary>The reference's log-probabilities; absent evidence if null.</summary>
    public float[]? Reference { get; init; }

    /// <summary>The frequency table's log-probabilities; absent evidence if null.</summary>
    public float[]? General { get; init; }

    public int[]? GeneralTokens { get; init; }

    /// <summary>Positions where the target's best guess is another token; none if null.</summary>
    public bool[]? Errors { get; init; }

    public float[]? Entropy { get; init; }

    public float[]? Top1LogProb { get; init; }

    public int[]? Tokens { get; init; }

    public int[]? ReferenceTokens { get; init; }

    public bool SameTokenizer { get; init; } = true;

    public static AttackScore Score(string attack, params float[] target) => new TokenColumns { Target = target }.ScoredBy(attack);

    public AttackScore ScoredBy(string attack)
    {
        var tokens = Tokens ?? [.. Enumerable.Range(10, Target.Length)];
        var top1 = tokens.Select((token, t) => Errors?[t] == true ? token + 1 : token).ToArray();
        var scores = new Dictionary<string, TokenScores> { ["target/plain"] = Columns(tokens, Target, top1) };
        if (Reference is not null)
        {
            var referenceTokens = ReferenceTokens ?? tokens;
            scores["reference/plain"] = Columns(referenceTokens, Reference, referenceTokens);
        }

        if (General is not null)
        {
            var generalTokens = GeneralTokens ?? tokens;
            scores["frequency/plain"] = Columns(generalTokens, General, generalTokens);
        }

        return AttackSelection.Parse(attack)[0].Score(new DocumentEvidence(DocumentFacts.Of("Some text."), scores, SameTokenizer));
    }

    private TokenScores Columns(int[] tokens, float[] logProb, int[] top1)
    {
        var zeros = new float[tokens.Length];
        return new TokenScores(tokens, logProb, new int[tokens.Length], top1, Fitting(Top1LogProb) ?? logProb, Fitting(Entropy) ?? zeros, zeros, null);

        float[]? Fitting(float[]? column) => column?.Length == tokens.Length ? column : null;
    }
}
