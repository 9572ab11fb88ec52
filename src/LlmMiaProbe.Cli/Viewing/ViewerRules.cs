using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LlmMiaProbe.Cli.Viewing;

/// <summary>
/// Who may ask the viewer: whoever knows its token, by an address of this machine. Pages of other sites, other users of the machine and names
/// that were made to point here are turned away before anything is read.
/// </summary>
internal sealed class ViewerRules
{
    private const int TokenBytes = 32;

    private readonly byte[] _token;

    private ViewerRules(string token) => (Token, _token) = (token, Encoding.ASCII.GetBytes(token));

    /// <summary>The first part of every address: 256 random bits in base64url.</summary>
    public string Token { get; }

    public static ViewerRules New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes)));

    /// <summary>What to answer instead of a page; null if the page may be shown.</summary>
    /// <param name="request">The request.</param>
    /// <param name="port">The port that is listened on.</param>
    /// <param name="page">The name of the page; empty for the first one.</param>
    public int? Refuse(HttpRequest request, int port, out string page)
    {
        page = "";
        if (request.Host.Port != port || request.Host.Host is not ("127.0.0.1" or "localhost"))
        {
            return StatusCodes.Status400BadRequest;
        }

        // As it stands in the request line: nothing is decoded, joined or resolved first.
        var path = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()?.RawTarget.Split('?')[0] ?? "";
        var parts = path.Split('/');
        if (parts is not ["", var token, .. var rest] || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), _token))
        {
            return StatusCodes.Status404NotFound;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return StatusCodes.Status405MethodNotAllowed;
        }

        if (rest is not [var name])
        {
            return StatusCodes.Status404NotFound;
        }

        page = name;
        return null;
    }

    /// <summary>Sets what goes with every answer, whether it is a page or not.</summary>
    public static void Protect(IHeaderDictionary headers, string policy)
    {
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
    }
}
