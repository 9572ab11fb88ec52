using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Defences;

/// <summary>What an endpoint could do against attacks on log-probabilities: show less of them. A pure function of token scores.</summary>
/// <param name="Id">Such as <c>topk=5</c>.</param>
/// <param name="Meaning">What it shows.</param>
public abstract record Defence(string Id, string Meaning)
{
    /// <summary>What an attacker sees of scores; null if nothing.</summary>
    /// <exception cref="InvalidOperationException">The scores lack a column that <see cref="Columns"/> names.</exception>
    public abstract TokenScores? Apply(TokenScores scores);

    /// <summary>What it must know of the tokens to be simulated.</summary>
    public virtual ScoreColumns Columns => ScoreColumns.None;

    public sealed override string ToString() => Id;
}
