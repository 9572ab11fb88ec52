namespace LlmMiaProbe.Reporting.Viewer;

/// <summary>What the viewer has to say to a request.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="ContentType">With its encoding.</param>
/// <param name="Policy">The content security policy that goes with it.</param>
/// <param name="Body">The text.</param>
public sealed record ViewerAnswer(int Status, string ContentType, string Policy, string Body)
{
    /// <summary>Scripts, styles and requests of the viewer's own, and nothing inline.</summary>
    internal const string OwnPolicy = $"{DocumentPolicy}; frame-ancestors 'none'";

    /// <summary>The same as a document can state it by itself.</summary>
    internal const string DocumentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'";

    internal static ViewerAnswer Html(string body, int status = 200, string policy = OwnPolicy) => new(status, "text/html; charset=utf-8", policy, body);
}
