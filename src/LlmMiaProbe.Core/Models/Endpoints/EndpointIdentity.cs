namespace LlmMiaProbe.Models;

/// <summary>
/// Who a model at an endpoint is: not where it is and what it calls itself, which other weights can do as well, but what it
/// answered when it was first met. Evidence is kept under its fingerprint.
/// </summary>
public sealed record EndpointIdentity
{
    /// <summary>Of no file: a digest of what it answered and of a number drawn when it was first met. 64 hexadecimal digits.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Where it was first met.</summary>
    public required Uri Url { get; init; }

    /// <summary>What it called itself there.</summary>
    public required string ReportedModel { get; init; }

    /// <summary>What its replicas share (<c>--endpoint-identity</c>); null if it was not named.</summary>
    public string? Name { get; init; }

    /// <summary>Null if it answered nothing that it could be known by.</summary>
    public required EndpointAnswers? Answers { get; init; }

    /// <summary>When it was first met.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>The first digits, for people.</summary>
    public string Short => new ModelFingerprint(Fingerprint).Short;
}
