using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace LlmMiaProbe.Reporting.Tests.Bundles;

/// <summary>A timestamp authority on the loopback that <c>openssl ts</c> answers for, or that answers something else.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string Configuration = """
        [ca]
        basicConstraints=critical,CA:true
        keyUsage=critical,keyCertSign
        [leaf]
        basicConstraints=critical,CA:false
        extendedKeyUsage=USAGE
        [tsa]
        serial=serial
        signer_digest=sha256
        default_policy=1.2.3.4.1
        digests=sha256
        ess_cert_id_alg=sha256

        """;

    private readonly HttpListener _listener = new();
    private readonly Thread _serving;

    public TestAuthority(int status)
        : this(_ => (status, []))
    {
    }

    /// <param name="openssl">Makes the answers.</param>
    /// <param name="usage">What the certificate is for.</param>
    public TestAuthority(OpenSsl openssl, string usage)
        : this(query => Answer(openssl, query))
    {
        openssl.Write("c.cnf", Configuration.Replace("USAGE", usage, StringComparison.Ordinal));
        openssl.Write("serial", "01\n");
        Certify("ca", "Test CA");
        Certify("other", "Another CA");
        openssl.Run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=Test TSA");
        openssl.Run("x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "leaf.pem", "-days", "2", "-extfile", "c.cnf", "-extensions", "leaf");
        Certificate = X509CertificateLoader.LoadCertificateFromFile(openssl.PathOf("ca.pem"));

        void Certify(string file, string name) =>
            openssl.Run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", $"{file}.key", "-out", $"{file}.pem", "-subj", $"/CN={name}", "-days", "2");
    }

    private TestAuthority(Func<byte[], (int Status, byte[] Body)> answer)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _serving = new Thread(() => Serve(answer)) { IsBackground = true };
        _serving.Start();
    }

    public Uri Url { get; }

    public X509Certificate2? Certificate { get; }

    public void Dispose()
    {
        _listener.Close();
        _serving.Join();
        Certificate?.Dispose();
    }

    private static (int Status, byte[] Body) Answer(OpenSsl openssl, byte[] query)
    {
        openssl.Write("query", query);
        return openssl.Try(["ts", "-reply", "-config", "c.cnf", "-section", "tsa", "-queryfile", "query", "-signer", "leaf.pem", "-inkey", "leaf.key", "-out", "reply"], out _)
            ? (200, openssl.Read("reply"))
            : (500, []);
    }

    private void Serve(Func<byte[], (int Status, byte[] Body)> answer)
    {
        try
        {
            while (true)
            {
                var context = _listener.GetContext();
                using var query = new MemoryStream();
                context.Request.InputStream.CopyTo(query);
                var (status, body) = answer(query.ToArray());
                context.Response.StatusCode = status;
                context.Response.RedirectLocation = status == 302 ? "http://127.0.0.1:1/" : null;
                context.Response.OutputStream.Write(body);
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }
}
