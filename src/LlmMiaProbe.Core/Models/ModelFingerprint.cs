namespace LlmMiaProbe.Models;

/// <summary>
/// Identity of a model, as 64 hexadecimal digits: SHA-256 of its file (of the digests of its files, if split); with adapters see
/// <see cref="WithAdapters"/>.
/// </summary>
public readonly record struct ModelFingerprint(string Value)
{
    private const string Adapted = "model with adapters/1";

    /// <summary>The first 12 digits, for people.</summary>
    public string Short => Value.Length > 12 ? Value[..12] : Value;

    /// <summary>
    /// Of this model with adapters: the <see cref="FramedHash"/> of the purpose <c>model with adapters/1</c>, this fingerprint and, for each
    /// adapter in order, its SHA-256 and its scale as a 64-bit number. Without adapters it is this one.
    /// </summary>
    public ModelFingerprint WithAdapters(IReadOnlyList<AppliedAdapter> adapters)
    {
        ArgumentNullException.ThrowIfNull(adapters);
        if (adapters.Count == 0 || Value.Length == 0)
        {
            return this;
        }

        using var hash = new FramedHash(Adapted);
        hash.Add(Value);
        foreach (var adapter in adapters)
        {
            hash.Add(adapter.Sha256).AddReal(adapter.Scale);
        }

        return new ModelFingerprint(hash.FinishHex());
    }

    public override string ToString() => Value;
}
