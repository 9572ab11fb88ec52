using LlmMiaProbe.Attacks;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Defences;

/// <summary>
/// What those who offer a model could do against attacks: show less, ask for more, or hold back what comes out. Each is a
/// pure function of evidence; what a defence does not touch stays as it is.
/// </summary>
/// <param name="Id">Such as <c>topk=5</c>.</param>
/// <param name="Meaning">What the endpoint does, in words that follow "the endpoint".</param>
public abstract record Defence(string Id, string Meaning)
{
    /// <summary>What passes it and the simulation does not see, as a sentence; null if nothing.</summary>
    public virtual string? Caveat => null;

    /// <summary>What it must know of the tokens to be simulated.</summary>
    public virtual ScoreColumns Columns => ScoreColumns.None;

    /// <summary>Whether it works on the tokens of what was given and produced, which need the model's tokenizer.</summary>
    public virtual bool NeedsTokens => false;

    /// <summary>
    /// How many tokens of each place it shows, where the store does not know what that hides and texts must be decoded once more; null
    /// where it does.
    /// </summary>
    public virtual int? ShownTokens => null;

    /// <summary>Whether it works on the texts of the documents.</summary>
    public virtual bool NeedsText => NeedsTokens;

    /// <summary>Whether it is log-probabilities that it hides or blurs; what comes out stays as it is.</summary>
    public virtual bool ShowsLess => false;

    /// <summary>What an attacker sees of the scores of given text; null if nothing.</summary>
    /// <param name="scores">All that is known.</param>
    /// <param name="hidden">What it hides of the tokens, for one that <see cref="ShownTokens"/> says how to find out.</param>
    /// <exception cref="InvalidOperationException">The scores lack a column that <see cref="Columns"/> names.</exception>
    public virtual TokenScores? Apply(TokenScores scores, HiddenTokens? hidden) => scores;

    /// <summary>Whether it hides single tokens of a text, so that an attacker may leave them out.</summary>
    public virtual bool HidesTokens => false;

    /// <summary>Places with a log-probability of their token, where an attacker may leave the others out; null where there is nothing to leave out.</summary>
    /// <inheritdoc cref="Apply(TokenScores, HiddenTokens?)"/>
    public virtual bool[]? Shown(TokenScores scores, HiddenTokens? hidden) => null;

    /// <summary>What an attacker gets of continuations of a document's beginning.</summary>
    /// <param name="pool">As the model drew them.</param>
    /// <param name="listed">What a filter of the output looks for.</param>
    public virtual DefendedPool Apply(SamplePool pool, ListedTexts listed) => pool;

    /// <summary>Why an attack on log-probabilities is ruled out altogether; null if it is not.</summary>
    public virtual string? WhyNot(ConfiguredAttack attack) => null;

    /// <summary>What an attacker can tell of log p_z, nats, from what is shown of a suffix under the model's own distribution; null if nothing.</summary>
    public virtual LogProbInterval? Bounds(TokenScores suffix, HiddenTokens? hidden) => new(suffix.TotalLogProb, suffix.TotalLogProb);

    /// <summary>Whether text is still drawn this way.</summary>
    public virtual bool Serves(DecodingScheme scheme) => true;

    /// <summary>Whether a suffix can no longer come out as it stands.</summary>
    public virtual bool Withholds(FilteredWindow window) => false;

    public sealed override string ToString() => Id;
}
