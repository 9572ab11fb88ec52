using System.Globalization;

namespace LlmMiaProbe.Models;

/// <summary>The part a model plays in a run: <c>target</c>, <c>reference</c>, <c>frequency</c>, <c>shadow-1</c>.</summary>
public readonly record struct ModelRole(string Name)
{
    private const string ShadowPrefix = "shadow-";
    private const string NeighboursPrefix = "neighbours-";

    public static readonly ModelRole Target = new("target");

    public static readonly ModelRole Reference = new("reference");

    /// <summary>A unigram model: how often each token occurs in some corpus, whatever precedes it.</summary>
    public static readonly ModelRole Frequencies = new("frequency");

    /// <summary>How often the word that each token belongs to occurs in some corpus.</summary>
    public static readonly ModelRole WordFrequencies = new("word-frequency");

    /// <summary>Target and reference in lock-step: how far their predictions of each token are apart.</summary>
    public static readonly ModelRole Divergence = new("divergence");

    /// <summary>All shadow models of a run that were trained on the document at hand.</summary>
    public static readonly ModelRole ShadowsIn = new($"{ShadowPrefix}in");

    /// <summary>All shadow models of a run that were not trained on the document at hand.</summary>
    public static readonly ModelRole ShadowsOut = new($"{ShadowPrefix}out");

    /// <summary>Whether it is one shadow model, or some of them.</summary>
    public bool IsShadow => Name.StartsWith(ShadowPrefix, StringComparison.Ordinal);

    /// <param name="number">1-based place among the shadow models of a run.</param>
    public static ModelRole Shadow(int number) => new(string.Create(CultureInfo.InvariantCulture, $"{ShadowPrefix}{number}"));

    /// <summary>How many neighbours of a text the target scores that the reference proposes; null for other roles.</summary>
    public int? NeighbourCount => Name.StartsWith(NeighboursPrefix, StringComparison.Ordinal)
        ? int.Parse(Name.AsSpan(NeighboursPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture)
        : null;

    /// <summary>Whether it is target and reference together.</summary>
    public bool IsPair => this == Divergence || NeighbourCount is not null;

    /// <summary>Target and reference together: the target's scores of so many neighbours of a text that the reference proposes.</summary>
    public static ModelRole Neighbours(int count) => new(string.Create(CultureInfo.InvariantCulture, $"{NeighboursPrefix}{count}"));

    public override string ToString() => Name;
}
