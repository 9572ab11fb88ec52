using System.Text.Json.Serialization;

namespace LlmMiaProbe.Probing;

/// <summary>A contiguous part of what a run asks about: documents and, of the first and the last, places where windows begin.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where the next begins.</param>
/// <param name="Digest">See <see cref="DocumentsDigest"/>, of all documents that it has a part of.</param>
public sealed record RunPart(PartPlace From, PartPlace To, string Digest)
{
    /// <summary>Documents that it has a part of.</summary>
    [JsonIgnore]
    public long Documents => To.Document - From.Document + (To.Character > 0 ? 1 : 0);

    internal bool Has(long document) => document >= From.Document && (document < To.Document || (document == To.Document && To.Character > 0));

    /// <summary>Where windows of a document of the part may begin.</summary>
    internal WindowStarts StartsIn(long document) =>
        new(document == From.Document ? From.Character : 0, document == To.Document ? To.Character : int.MaxValue);
}

/// <summary>A place between two parts of a run.</summary>
/// <param name="Document">Ordinal of a document in the run, from 0.</param>
/// <param name="Character">First character of it (in UTF-16) where a window of the later part may begin.</param>
public readonly record struct PartPlace(long Document, int Character);

/// <summary>Characters of a text at which windows may begin.</summary>
/// <param name="First">The first.</param>
/// <param name="End">After the last.</param>
internal readonly record struct WindowStarts(int First, int End)
{
    public static WindowStarts All { get; } = new(0, int.MaxValue);

    public bool Has(int start) => start >= First && start < End;
}
