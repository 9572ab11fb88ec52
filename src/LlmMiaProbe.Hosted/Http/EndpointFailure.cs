namespace LlmMiaProbe.Hosted.Http;

/// <summary>What kind of trouble a request met.</summary>
internal enum EndpointFailure
{
    /// <summary>No connection.</summary>
    Unreachable,

    /// <summary>429.</summary>
    RateLimited,

    /// <summary>401 or 403.</summary>
    Unauthorized,

    /// <summary>Another 4xx: this request is wrong, the next may be right.</summary>
    Rejected,

    /// <summary>5xx, no answer in time, or an answer that is none.</summary>
    Broken,

    /// <summary>An answer that is too large, which the same question would get again.</summary>
    TooLarge,

    /// <summary>A whole answer that holds what cannot be read, such as bytes that are no UTF-8; the same question would get it again.</summary>
    Undecodable,

    /// <summary>Another address is named; nobody follows.</summary>
    Redirected,

    /// <summary>No encrypted connection, or one to somebody who does not prove who he is.</summary>
    Untrusted,

    /// <summary>Not asked: it alone may take more than the whole budget.</summary>
    OverBudget,
}
