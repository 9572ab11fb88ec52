using System.Collections.Frozen;

namespace LlmMiaProbe.Local.Gguf;

/// <summary>
/// What a release of llama.cpp can load. The checks in this folder follow <see cref="Newest"/>; an engine of an older release says what it
/// lacks.
/// </summary>
/// <param name="Name">As messages give it.</param>
public sealed record GgufRelease(string Name)
{
    /// <summary>The newest release that any engine of this program brings.</summary>
    public static GgufRelease Newest { get; } = new("v0.5.0");

    /// <summary>Architectures of <see cref="Newest"/> that it does not know.</summary>
    public IReadOnlySet<string> LackedArchitectures { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Pre-tokenizers of <see cref="Newest"/> that it does not know.</summary>
    public IReadOnlySet<string> LackedPreTokenizers { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Storage types of <see cref="Newest"/> that it does not know, by name.</summary>
    public IReadOnlySet<string> LackedTensorTypes { get; init; } = FrozenSet<string>.Empty;

    /// <summary>What to do with a file that only <see cref="Newest"/> can load.</summary>
    public string Elsewhere { get; init; } = "";

    /// <summary>A file that needs what this release lacks.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="what">What it needs, in words that follow "has".</param>
    /// <param name="isElsewhere">Whether another engine of this program can load it.</param>
    public ModelException Unknown(string file, string what, bool isElsewhere) => new(isElsewhere
        ? $"{file} has {what}, which this llama.cpp ({Name}) does not know and the newer one of the other engine does: {Elsewhere}"
        : $"{file} has {what}, which this llama.cpp ({Name}) does not know: use a model converted for it or a newer mia-probe");

    /// <summary>Names separated by white space.</summary>
    public static IReadOnlySet<string> Names(string names) =>
        names.Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
