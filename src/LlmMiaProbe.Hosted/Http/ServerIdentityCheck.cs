using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>Remembers why the certificate of a server was refused: what .NET throws for it says nothing.</summary>
internal sealed class ServerIdentityCheck
{
    private volatile string? _reason;

    /// <summary>A clause; null if no certificate was refused.</summary>
    public string? Reason => _reason;

    /// <summary>Refuses whatever is not in order.</summary>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _reason = errors == SslPolicyErrors.None ? null : ReasonOf(certificate as X509Certificate2, chain, errors);
        return errors == SslPolicyErrors.None;
    }

    private static string ReasonOf(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return "it shows no certificate";
        }

        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        List<string> reasons = [];
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            reasons.Add(FormattableString.Invariant($"it is valid from {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd} only"));
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add("it is for another host");
        }

        if ((status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            reasons.Add(certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
                ? "it is signed by itself"
                : "this machine does not know who signed it");
        }

        return reasons.Count > 0 ? string.Join(" and ", reasons) : $"it is refused ({status})";
    }
}
