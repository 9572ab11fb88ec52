using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>A signed payload (DSSE, Dead Simple Signing Envelope, version 1).</summary>
/// <param name="PayloadType">What the payload is.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="Signatures">Of <see cref="PreAuthentication"/>.</param>
public sealed record DsseEnvelope(string PayloadType, byte[] Payload, IReadOnlyList<DsseSignature> Signatures)
{
    public const string InToto = "application/vnd.in-toto+json";

    private const int MostSignatures = 16;

    public static DsseEnvelope Sign(string payloadType, byte[] payload, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new DsseEnvelope(payloadType, payload, [new DsseSignature(key.Public.Id, key.Sign(PreAuthentication(payloadType, payload)))]);
    }

    /// <summary>What is signed: <c>DSSEv1 SP LEN(type) SP type SP LEN(body) SP body</c>, lengths in bytes.</summary>
    public static byte[] PreAuthentication(string payloadType, byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var type = Encoding.UTF8.GetBytes(payloadType);
        return [.. Encoding.ASCII.GetBytes($"DSSEv1 {type.Length} "), .. type, .. Encoding.ASCII.GetBytes($" {payload.Length} "), .. payload];
    }

    public bool IsSignedBy(VerifyingKey key, DsseSignature signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(signature);
        return key.Verifies(PreAuthentication(PayloadType, Payload), signature.Value);
    }

    public string ToJson()
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("payloadType", PayloadType);
            json.WriteBase64String("payload", Payload);
            json.WriteStartArray("signatures");
            foreach (var signature in Signatures)
            {
                json.WriteStartObject();
                json.WriteString("keyid", signature.KeyId);
                json.WriteBase64String("sig", signature.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.ToArray()) + "\n";
    }

    /// <exception cref="BundleException">It is no envelope.</exception>
    internal static DsseEnvelope FromJson(string text, string file)
    {
        using var json = StrictObject.Parse(text, file);
        var envelope = new StrictObject(json.RootElement, file);
        var (type, payload) = (envelope.Text("payloadType"), envelope.Bytes("payload"));
        var signatures = new List<DsseSignature>();
        foreach (var one in envelope.Objects("signatures"))
        {
            signatures.Add(new DsseSignature(one.Text("keyid"), one.Bytes("sig")));
            one.End();
        }

        envelope.End();
        return signatures.Count is > 0 and <= MostSignatures ? new DsseEnvelope(type, payload, signatures)
            : throw envelope.Wrong("signatures", "one signature");
    }
}

/// <summary>A signature in an envelope.</summary>
/// <param name="KeyId">Which key it says to be of; not signed.</param>
/// <param name="Value">Its bytes.</param>
public sealed record DsseSignature(string KeyId, byte[] Value);
