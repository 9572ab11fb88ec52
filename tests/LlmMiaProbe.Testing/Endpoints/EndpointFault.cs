namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>How one request goes wrong on the way.</summary>
public enum EndpointFault
{
    None,

    /// <summary>The connection ends before an answer.</summary>
    Abort,

    /// <summary>No answer ever.</summary>
    Hang,

    /// <summary>429 with Retry-After.</summary>
    RateLimit,

    /// <summary>500.</summary>
    ServerError,

    /// <summary>Half of the JSON.</summary>
    Truncated,

    /// <summary>A page for people, with status 200.</summary>
    Html,

    /// <summary>Status 200 with an error object.</summary>
    ErrorBody,

    /// <summary>An answer of 50 MB.</summary>
    Huge,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>400, the text is too long.</summary>
    TooLong,

    /// <summary>302 to another host, with the key in the address.</summary>
    Redirect,

    /// <summary>400, as newer models refuse <c>max_tokens</c>.</summary>
    NoMaxTokens,

    /// <summary>400, as some models refuse a temperature.</summary>
    NoTemperature,
}
