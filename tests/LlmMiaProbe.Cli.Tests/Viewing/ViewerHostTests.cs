using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmMiaProbe.Cli.Viewing;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Cli.Tests.Viewing;

public sealed class ViewerHostTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private ViewerHost _host = null!;

    private string Path => _host.Address.AbsolutePath;

    public async Task InitializeAsync()
    {
        SqliteProbeStore.Open($"{_folder.Path}/store.db").Dispose();
        _host = await ViewerHost.StartAsync(() => SqliteProbeStore.OpenExisting($"{_folder.Path}/store.db"), TimeProvider.System, 0);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_address_holds_256_random_bits_and_is_answered_with_a_strict_policy()
    {
        Assert.Matches("^http://127\\.0\\.0\\.1:[0-9]+/[A-Za-z0-9_-]{43}/$", _host.Address.AbsoluteUri);
        using var answer = await _client.GetAsync(_host.Address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("The store has no run yet", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            Header(answer, "Content-Security-Policy"));
        AssertProtected(answer);
        Assert.DoesNotContain(answer.Headers, header => header.Key is "Set-Cookie" or "Server" or "Access-Control-Allow-Origin");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/favicon.ico")]
    [InlineData("/x/")]
    [InlineData("/{token}")]
    [InlineData("/{token}x/")]
    [InlineData("/{other}/")]
    [InlineData("//{token}/")]
    [InlineData("/./{token}/")]
    [InlineData("/%2e/{token}/")]
    [InlineData("/{token}/../{token}/")]
    [InlineData("/{token}//")]
    [InlineData("/{token}/../../etc/passwd")]
    [InlineData("/{token}/..%2f..%2fetc%2fpasswd")]
    [InlineData("/{token}/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/{token}/..\\..\\etc\\passwd")]
    [InlineData("/{token}/store.db")]
    [InlineData("/{TOKEN}/")]
    public async Task Anything_but_a_page_below_the_token_is_not_found(string target)
    {
        var token = Path.Trim('/');
        target = target.Replace("{token}", token, StringComparison.Ordinal).Replace("{TOKEN}", token.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("{other}", (token[0] == 'A' ? "B" : "A") + token[1..], StringComparison.Ordinal);
        var answer = await SendAsync($"GET {(target.Length == 0 ? "/" : target)} HTTP/1.1\r\nHost: 127.0.0.1:{_host.Port}\r\n");
        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("SQLite", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example", false)]
    [InlineData("evil.example:{port}", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.0.0.1:1", false)]
    [InlineData("127.0.0.1.evil.example:{port}", false)]
    [InlineData("[::1]:{port}", false)]
    [InlineData("localhost:{port}", true)]
    [InlineData("127.0.0.1:{port}", true)]
    public async Task Only_the_names_of_this_machine_are_answered(string host, bool isOwn)
    {
        var answer = await SendAsync($"GET {Path} HTTP/1.1\r\nHost: {host.Replace("{port}", $"{_host.Port}", StringComparison.Ordinal)}\r\n");
        Assert.StartsWith(isOwn ? "HTTP/1.1 200 " : "HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Equal(isOwn, answer.Contains("<html", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST", 405)]
    [InlineData("PUT", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("OPTIONS", 405)]
    [InlineData("HEAD", 200)]
    public async Task Nothing_can_be_done_but_reading(string method, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), _host.Address);
        using var answer = await _client.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsStringAsync());
        AssertProtected(answer);
    }

    [Fact]
    public async Task A_wrong_token_is_not_found_whatever_the_method()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_host.Address, "/wrong/"));
        using var answer = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        AssertProtected(answer);
    }

    [Theory]
    [InlineData("viewer.css", "text/css; charset=utf-8")]
    [InlineData("viewer.js", "text/javascript; charset=utf-8")]
    public async Task The_style_sheet_and_the_script_are_served(string name, string type)
    {
        using var answer = await _client.GetAsync(new Uri(_host.Address, name));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.ToString());
        AssertProtected(answer);
    }

    [Fact]
    public async Task It_listens_on_the_loopback_address_alone_and_a_port_that_is_taken_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => ViewerHost.StartAsync(() => throw new InvalidOperationException(), TimeProvider.System, port));
        Assert.Equal($"--port: port {port} of this machine is in use or not allowed: name another, or leave it out for any that is free", error.Message);
        foreach (var address in (await Dns.GetHostAddressesAsync(Dns.GetHostName())).Where(address => !IPAddress.IsLoopback(address) && address.AddressFamily == AddressFamily.InterNetwork))
        {
            using var socket = new TcpClient();
            await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(address, _host.Port));
        }
    }

    private static void AssertProtected(HttpResponseMessage answer)
    {
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.Contains("frame-ancestors 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    // As it is written, which a client would tidy up.
    private async Task<string> SendAsync(string head)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _host.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}Connection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
