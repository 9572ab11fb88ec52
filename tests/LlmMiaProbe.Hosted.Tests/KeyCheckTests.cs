using System.Diagnostics;
using System.Text;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

/// <summary>Keys that are none, and messages that would show one.</summary>
public sealed class KeyCheckTests
{
    private const string Secret = "sk-hosted-check-0123456789";

    [Theory]
    [InlineData(Secret + "\r\nsecond-line", "a line break, so several lines")]
    [InlineData(Secret + "\nsecond-line", "a line break, so several lines")]
    [InlineData(Secret + ",second", "a comma")]
    [InlineData("\"" + Secret + "\"", "a quotation mark")]
    [InlineData("'" + Secret, "a quotation mark")]
    [InlineData(Secret + "ключ", "a character outside of ASCII")]
    [InlineData(Secret + " more", "a space")]
    [InlineData(Secret + "\u0001", "a control character")]
    [InlineData("Bearer{" + Secret + "}", "a semicolon, a backslash or a bracket")]
    public void What_cannot_be_a_key_is_named_by_its_kind_and_never_shown(string key, string kind)
    {
        using var folder = new TemporaryFolder();
        var file = $"{folder.Path}/key";
        File.WriteAllText(file, key);
        var variable = $"MIA_PROBE_TEST_KEY_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, key);
        try
        {
            var ofFile = Assert.Throws<PrerequisiteException>(() => Open(settings => settings with { KeyFile = file }));
            Assert.Equal($"--api-key-file: {file} holds {kind}, which no key has (the key is not shown): it should hold the key of 127.0.0.1 and nothing else.", ofFile.Message);
            var ofVariable = Assert.Throws<PrerequisiteException>(() => Open(settings => settings with { KeyVariable = variable }));
            Assert.StartsWith($"--api-key-env: the environment variable {variable} holds {kind}, which", ofVariable.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, ofFile.ToString() + ofVariable, StringComparison.Ordinal);

            // Whatever another library says about it later.
            Assert.DoesNotContain(Secret, EndpointSecrets.Scrub($"The format of value 'Bearer {key}' is invalid."), StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void A_file_of_keys_is_small_and_ordinary_and_a_byte_order_mark_is_no_part_of_the_key()
    {
        using var folder = new TemporaryFolder();
        var (large, bytes, marked) = ($"{folder.Path}/large", $"{folder.Path}/bytes", $"{folder.Path}/marked");
        File.WriteAllText(large, new string('k', 20_000));
        File.WriteAllBytes(bytes, [.. Encoding.ASCII.GetBytes(Secret), 0xFF, 0xFE]);
        File.WriteAllText(marked, Secret + "\r\n", Encoding.UTF8);
        Assert.Contains(
            $"--api-key-file: {large} has 20,000 bytes, and 8,192 are the most that such a file may have: check that it is the right one. It should hold the key of 127.0.0.1", Assert.Throws<PrerequisiteException>(() => Open(settings => settings with { KeyFile = large })).Message, StringComparison.Ordinal);
        var error = Assert.Throws<PrerequisiteException>(() => Open(settings => settings with { KeyFile = bytes }));
        Assert.Contains("holds a character outside of ASCII", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<PrerequisiteException>(() => Open(settings => settings with { KeyFile = folder.Path })).Message, StringComparison.Ordinal);
        Open(settings => settings with { KeyFile = marked });
        var empty = $"{folder.Path}/empty";
        File.WriteAllText(empty, "");
        Assert.Contains($"{empty} is empty; it should hold the key", Assert.Throws<PrerequisiteException>(() => Open(settings => settings with { KeyFile = empty })).Message, StringComparison.Ordinal);

        if (!OperatingSystem.IsWindows())
        {
            var pipe = $"{folder.Path}/pipe";
            using (var made = Process.Start("mkfifo", [pipe]))
            {
                made.WaitForExit();
            }

            // What is made up as it is read has a length of 0 and an end of its own.
            Assert.All(
                new[] { (pipe, "a pipe, which need not end"), ("/dev/zero", "a device, which need not end"), ("/proc/self/environ", "made up by the system as it is read") },
                file => Assert.StartsWith(
                    $"--api-key-file: {file.Item1} is {file.Item2}: name an ordinary file", Assert.Throws<PrerequisiteException>(() => Open(settings => settings with { KeyFile = file.Item1 })).Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_form_of_a_key_is_taken_out_of_a_message()
    {
        const string key = "k/ey+of=hosted.tests~0123456789";
        EndpointSecrets.Add(key);
        var base64 = Enumerable.Range(0, 3).Select(offset => Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('u', offset) + key + ":")));
        foreach (var form in base64.Concat([key, Uri.EscapeDataString(key), Uri.EscapeDataString(key).ToLowerInvariant().Replace("k%2fey", "k%2fey", StringComparison.Ordinal), System.Text.Json.JsonSerializer.Serialize(key).Trim('"')]))
        {
            var scrubbed = EndpointSecrets.Scrub($"<{form}>");
            Assert.Contains("********", scrubbed, StringComparison.Ordinal);
            Assert.True(scrubbed.Length < 20, scrubbed);
        }
    }

    [Theory]
    [InlineData("http://192.0.2.7:8000/v1", null, "so the given texts could be read on the way")]
    [InlineData("http://models.example/v1", "key", "so the given texts and the key could be read on the way")]
    public void Without_encryption_nothing_goes_to_another_machine_unless_that_is_said(string url, string? file, string sentence)
    {
        using var folder = new TemporaryFolder();
        var key = file is null ? null : $"{folder.Path}/{file}";
        if (key is not null)
        {
            File.WriteAllText(key, Secret);
        }

        var settings = Settings(given => given with { Url = new Uri(url), KeyFile = key });
        var error = Assert.Throws<PrerequisiteException>(() => Lab.Models.OpenChat(Model(settings)));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("or add --allow-http if the network is your own.", error.Message, StringComparison.Ordinal);
        using var allowed = new HostedModels(TimeProvider.System) { AllowHttp = true }.OpenChat(Model(settings));
        using var here = Lab.Models.OpenChat(Model(settings with { Url = new Uri("http://localhost:1/v1") }));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_address_is_shown_without_the_key()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText($"{folder.Path}/key", Secret);
        await using var scene = await HostedRun.StartAsync(settings => settings with { ApiKey = Secret });
        scene.Endpoint.Fault = _ => EndpointFault.Redirect;
        var settings = scene.Settings(endpoint => endpoint with { KeyFile = $"{folder.Path}/key", Concurrency = 1 });
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => scene.Runner().RunAsync(settings, CancellationToken.None));
        Assert.Contains("the endpoint points to https://elsewhere.example/v1/Bearer%20******** (302), and neither key nor texts are sent on: give that address with --endpoint if it is yours", error.Message, StringComparison.Ordinal);
        Assert.Single(scene.Endpoint.Requests);
        var inspected = await Assert.ThrowsAsync<PrerequisiteException>(() => Lab.Models.InspectAsync(settings.Hosted!.Settings, CancellationToken.None));
        Assert.StartsWith($"scripted at {scene.Endpoint.Url} cannot be asked: the endpoint points to https://elsewhere.example/v1/", inspected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_endpoint_says_of_the_key_is_kept_nowhere()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText($"{folder.Path}/key", Secret);
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Chat, settings => settings with { ApiKey = Secret });
        var settings = Settings(given => given with { Url = endpoint.Url, Model = "scripted", KeyFile = $"{folder.Path}/key" });
        // As it is, and with every letter escaped.
        endpoint.Wire = (_, text) => Encoding.UTF8.GetBytes(text.Replace("\"scripted\"", $"\"{Secret}{string.Concat(Secret.Select(letter => $"\\u{(int)letter:x4}"))}\"", StringComparison.Ordinal));
        var model = await Lab.Models.InspectAsync(settings, CancellationToken.None);
        Assert.Equal("****************", model.Capability.ReportedModel);
    }

    private static void Open(Func<EndpointSettings, EndpointSettings> change) => Lab.Models.OpenChat(Model(Settings(change))).Dispose();

    private static EndpointSettings Settings(Func<EndpointSettings, EndpointSettings> change) => change(new EndpointSettings { Url = new Uri("http://127.0.0.1:1/v1"), Model = "m" });

    private static HostedModel Model(EndpointSettings settings) => new(settings, new EndpointCapability { Access = AccessLevel.TextOnly, ReportedModel = "m", HasChat = true });
}
