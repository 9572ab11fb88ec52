using System.Globalization;

namespace LlmMiaProbe.Models;

/// <summary>The part a model plays in a run: <c>target</c>, <c>reference</c>, <c>frequency</c>, <c>shadow-1</c>.</summary>
public readonly record struct ModelRole(string Name)
{
    private const string ShadowPrefix = "shadow-";

    public static readonly ModelRole Target = new("target");

    public static readonly ModelRole Reference = new("reference");

    /// <summary>A unigram model: how often each token occurs in some corpus, whatever precedes it.</summary>
    public static readonly ModelRole Frequencies = new("frequency");

    /// <summary>All shadow models of a run that were trained on the document at hand.</summary>
    public static readonly ModelRole ShadowsIn = new($"{ShadowPrefix}in");

    /// <summary>All shadow models of a run that were not trained on the document at hand.</summary>
    public static readonly ModelRole ShadowsOut = new($"{ShadowPrefix}out");

    /// <summary>Whether it is one shadow model, or some of them.</summary>
    public bool IsShadow => Name.StartsWith(ShadowPrefix, StringComparison.Ordinal);

    /// <param name="number">1-based place among the shadow models of a run.</param>
    public static ModelRole Shadow(int number) => new(string.Create(CultureInfo.InvariantCulture, $"{ShadowPrefix}{number}"));

    public override string ToString() => Name;
}
