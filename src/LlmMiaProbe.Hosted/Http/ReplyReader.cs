using System.Net;
using System.Text.Json;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>Reads an answer no further than a limit, and sees whether it is one.</summary>
internal static class ReplyReader
{
    /// <summary>Bytes. The log-probabilities of 100,000 tokens with five alternatives fit.</summary>
    public const int Limit = 32 << 20;

    private const int ShownCharacters = 300;

    /// <summary>The bytes of an answer of status 200 that is JSON and no error.</summary>
    /// <exception cref="EndpointException">Anything else.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            throw Redirected(response);
        }

        var bytes = await ReadBytesAsync(response, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var (code, error) = ErrorIn(bytes);
            throw OfStatus(response, code, error);
        }

        if (response.Content.Headers.ContentType?.MediaType is { } type && !type.Contains("json", StringComparison.OrdinalIgnoreCase) && !StartsAsJson(bytes))
        {
            throw Broken(
                $"the endpoint answered with {Shown(type)} where JSON was expected: see whether the URL is right and no proxy or log-in page stands between");
        }

        var json = AnswerText.Read(bytes);
        return ErrorIn(json) is (_, { } said)
            ? throw Broken($"the endpoint answered {(int)response.StatusCode} with an error in it: {said}")
            : json;
    }

    /// <summary>Something that an endpoint says, on one line and no longer than a sentence should be.</summary>
    public static string Shown(string text)
    {
        var line = EndpointSecrets.Scrub(text.ReplaceLineEndings(" ").Trim());
        return line.Length <= ShownCharacters ? line
            : line[..(char.IsHighSurrogate(line[ShownCharacters - 1]) ? ShownCharacters - 1 : ShownCharacters)] + "…";
    }

    private static async Task<byte[]> ReadBytesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var buffer = new MemoryStream();
            var block = new byte[81_920];
            for (int read; (read = await stream.ReadAsync(block, cancellationToken)) > 0;)
            {
                buffer.Write(block, 0, read);
                if (buffer.Length > Limit)
                {
                    throw new EndpointException(
                        EndpointFailure.TooLarge, $"the endpoint's answer is larger than {Limit >> 20} MB, which no answer to this question is");
                }
            }

            return buffer.ToArray();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Broken("the endpoint ended the connection in the middle of its answer", e);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw Broken("the endpoint's answer is not compressed as it says", e);
        }
    }

    private static EndpointException Redirected(HttpResponseMessage response)
    {
        var target = response.Headers.Location is { } location && Uri.TryCreate(response.RequestMessage?.RequestUri, location, out var absolute)
            ? Shown(absolute.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped))
            : "an address that it does not name";
        return new EndpointException(
            EndpointFailure.Redirected,
            $"the endpoint points to {target} ({(int)response.StatusCode}), and neither key nor texts are sent on: "
            + "give that address with --endpoint if it is yours")
        {
            Status = (int)response.StatusCode,
        };
    }

    private static EndpointException OfStatus(HttpResponseMessage response, string? code, string? error)
    {
        var said = error is null ? "" : $": {error}";
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => new EndpointException(
                EndpointFailure.RateLimited, $"the endpoint asks to wait (429){said}", RetryAfter(response)),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new EndpointException(
                EndpointFailure.Unauthorized, $"the endpoint refuses the key ({(int)response.StatusCode}){said}"),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new EndpointException(
                EndpointFailure.Broken, $"the endpoint answered {(int)response.StatusCode}{said}", RetryAfter(response)) { Status = (int)response.StatusCode },
            _ => new EndpointException(EndpointFailure.Rejected, $"the endpoint answered {(int)response.StatusCode}{said}")
            {
                Status = (int)response.StatusCode,
                Code = code,
                IsMissing = response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed,
            },
        };
    }

    // A date is left to the usual delays: clocks differ.
    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    /// <summary>
    /// What an answer says under <c>error</c>, freed of the key, and what it calls that; nulls if nothing, or nothing that can be read.
    /// </summary>
    private static (string? Code, string? Message) ErrorIn(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(AnswerText.Read(bytes));
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("error", out var error)
                || error.ValueKind is JsonValueKind.Null)
            {
                return (null, null);
            }

            var text = error.ValueKind switch
            {
                JsonValueKind.Object when error.TryGetProperty("message", out var message) => message.ToString(),
                _ => error.ToString(),
            };
            var code = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("code", out var named) && named.ValueKind == JsonValueKind.String
                ? Shown(named.GetString() ?? "")
                : null;
            return (code, Shown(text));
        }
        catch (EndpointException)
        {
            return (null, null);
        }
    }

    private static bool StartsAsJson(byte[] bytes) => bytes.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    private static EndpointException Broken(string message, Exception? inner = null) => new(EndpointFailure.Broken, message, inner: inner);
}
