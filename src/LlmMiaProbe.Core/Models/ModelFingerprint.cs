namespace LlmMiaProbe.Models;

/// <summary>Identity of a model: SHA-256 of its file (of the digests of its files, if split), as 64 hexadecimal digits.</summary>
public readonly record struct ModelFingerprint(string Value)
{
    /// <summary>The first 12 digits, for people.</summary>
    public string Short => Value.Length > 12 ? Value[..12] : Value;

    public override string ToString() => Value;
}
