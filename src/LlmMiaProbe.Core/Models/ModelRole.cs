namespace LlmMiaProbe.Models;

/// <summary>The part a model plays in a run: <c>target</c>, <c>reference</c>, <c>frequency</c>.</summary>
public readonly record struct ModelRole(string Name)
{
    public static readonly ModelRole Target = new("target");

    public static readonly ModelRole Reference = new("reference");

    /// <summary>A unigram model: how often each token occurs in some corpus, whatever precedes it.</summary>
    public static readonly ModelRole Frequencies = new("frequency");

    public override string ToString() => Name;
}
