using System.Text.Json.Serialization;

namespace LlmMiaProbe.Models;

/// <summary>An adapter that a model was evaluated with, as it is put on record.</summary>
/// <param name="Name">File name, for people; never part of a key.</param>
/// <param name="Sha256">Of its file, 64 hexadecimal digits.</param>
/// <param name="Scale">See <see cref="LoraAdapter.Scale"/>.</param>
public sealed record AppliedAdapter(
    [property: JsonRequired] string Name, [property: JsonRequired] string Sha256, [property: JsonRequired] float Scale);
