using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Tests;

/// <summary>Servers that do not prove who they are.</summary>
public sealed class CertificateTests
{
    [Theory]
    [InlineData("localhost", 0, @"the certificate of localhost is not trusted, because it is signed by itself: if it is the right server, let this machine trust who signed it")]
    [InlineData("other.example", 0, "because it is for another host and it is signed by itself")]
    [InlineData("localhost", -30, @"because it is valid from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d only and it is signed by itself")]
    public async Task A_certificate_that_is_not_trusted_is_explained_and_nothing_is_sent(string name, int days, string sentence)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(days - 1), TimeProvider.System.GetUtcNow().AddDays(days + 1));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        var error = await AskAsync(async client =>
        {
            await using var secure = new SslStream(client.GetStream());
            await secure.AuthenticateAsServerAsync(certificate);
            return await secure.ReadAsync(new byte[1]);
        });
        Assert.Matches(sentence, error.Message);
        Assert.EndsWith("; nothing was sent.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_explained()
    {
        var error = await AskAsync(async client =>
        {
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            return 0;
        });
        Assert.Matches(@"no encrypted connection to localhost:\d+ can be made: see whether it speaks https there", error.Message);
    }

    private static async Task<PrerequisiteException> AskAsync(Func<TcpClient, Task<int>> serve)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var (sent, stopping) = (0, false);
        var serving = Task.Run(async () =>
        {
            while (!stopping)
            {
                using var client = await listener.AcceptTcpClientAsync();
                try
                {
                    sent += await serve(client);
                }
                catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The other side hangs up.
                }
            }
        });
        var settings = new EndpointSettings { Url = new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/v1"), Model = "m", TimeoutSeconds = 10 };
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => Lab.Models.InspectAsync(settings, CancellationToken.None));
        stopping = true;
        listener.Stop();
        await serving.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        Assert.Equal(0, sent);
        return new PrerequisiteException(error.Reason);
    }
}
