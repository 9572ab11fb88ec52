using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>A row of evidence as it lies in the file.</summary>
/// <param name="Key">64 hexadecimal digits.</param>
/// <param name="Model">Fingerprint.</param>
/// <param name="Payload">Encoded scores.</param>
/// <param name="NoAnswer">Why there are none; null if there are.</param>
/// <param name="Binding">See <see cref="Bindings"/>.</param>
/// <param name="IsPurged">Its scores were taken out; the key is the one that it had.</param>
/// <param name="Policy">How they were computed; null in rows of versions before 15.</param>
internal sealed record EvidenceRow(string Key, string Model, byte[] Payload, string? NoAnswer, byte[] Binding, bool IsPurged, string? Policy)
{
    /// <param name="row">With the columns of <see cref="EvidenceTable.RowColumns"/>.</param>
    /// <param name="first">Place of the first of them.</param>
    public static EvidenceRow Read(SqliteDataReader row, int first) => new(
        Digest.ToHex(row.Bytes(first)),
        row.Text(first + 1),
        row.Bytes(first + 2),
        row.IsDBNull(first + 3) ? null : row.Text(first + 3),
        row.Bytes(first + 4),
        row.Flag(first + 5),
        row.IsDBNull(first + 6) ? null : row.Text(first + 6));

    /// <exception cref="InvalidDataException">Key, model and payload were not put on record together.</exception>
    public void RequireBinding()
    {
        if (!Bindings.OfEvidence(Digest.ToBytes(Key), Model, Payload, NoAnswer, Policy).AsSpan().SequenceEqual(Binding))
        {
            throw new InvalidDataException("its scores, its model, its policy or its key are not those that were kept together");
        }
    }
}
