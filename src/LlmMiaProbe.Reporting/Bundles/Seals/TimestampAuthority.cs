using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Asks a timestamp authority (RFC 3161) over HTTP. Nothing but a hash and a random number is sent.</summary>
/// <param name="url">http or https.</param>
public sealed class TimestampAuthority(Uri url)
{
    private const int MostBytes = 1 << 18;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    /// <exception cref="ConfigurationException">It is no address.</exception>
    public static TimestampAuthority At(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            ? new TimestampAuthority(address)
            : throw new ConfigurationException($"--timestamp {url} is no address of a timestamp authority: expected http://... or https://..., without a "
                + "user name.");

    /// <param name="sha256">What is to be seen.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The token.</returns>
    /// <exception cref="PrerequisiteException">The authority cannot be reached, or does not answer with a token about this hash.</exception>
    public async Task<byte[]> AskAsync(byte[] sha256, CancellationToken cancellationToken)
    {
        var request = Rfc3161TimestampRequest.CreateFromHash(
            sha256, HashAlgorithmName.SHA256, nonce: RandomNumberGenerator.GetBytes(8), requestSignerCertificates: true);
        try
        {
            using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = s_timeout };
            using var client = new HttpClient(handler) { Timeout = s_timeout, MaxResponseContentBufferSize = MostBytes };
            using var content = new ByteArrayContent(request.Encode());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            using var response = await client.PostAsync(url, content, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw Failed($"it answered "
                    + $"{(int)response.StatusCode}{((int)response.StatusCode is >= 300 and < 400 ? ", and redirections are not followed" : "")}");
            }

            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var token = request.ProcessResponse(bytes, out var read);
            return read == bytes.Length && token.VerifySignatureForHash(sha256, HashAlgorithmName.SHA256, out _)
                ? token.AsSignedCms().Encode()
                : throw Failed("the signature of its answer does not hold");
        }
        catch (HttpRequestException error)
        {
            throw Failed(error.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded ? $"its answer has more than {MostBytes} bytes"
                : error.Message.TrimEnd('.'), error);
        }
        catch (CryptographicException error)
        {
            throw Failed($"its answer is no token about this bundle: {error.Message.TrimEnd('.')}", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed($"no answer within {s_timeout.TotalSeconds:0} seconds", error);
        }
    }

    private PrerequisiteException Failed(string why, Exception? inner = null) => new(
        $"the timestamp authority {url} gave no timestamp ({why}), and nothing was exported: try again, name another one, or leave out --timestamp", inner);
}
