namespace LlmMiaProbe.Models;

/// <summary>The part a model plays in a run: <c>target</c>, <c>reference</c>.</summary>
public readonly record struct ModelRole(string Name)
{
    public static readonly ModelRole Target = new("target");

    public static readonly ModelRole Reference = new("reference");

    public override string ToString() => Name;
}
