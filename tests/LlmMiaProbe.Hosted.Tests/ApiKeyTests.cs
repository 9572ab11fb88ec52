using System.Text;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

public sealed class ApiKeyTests
{
    private const string Key = "sk-4711-never-to-be-seen-0815";

    [Fact]
    public async Task The_key_reaches_the_endpoint_and_nothing_that_is_kept()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync($"{folder.Path}/key", $"{Key}\n");
        await using var scene = await HostedRun.StartAsync(settings => settings with { ApiKey = Key });
        scene.Endpoint.Fault = HostedRun.About(3, EndpointFault.Unauthorized);
        var settings = scene.Settings(endpoint => endpoint with { KeyFile = $"{folder.Path}/key", Concurrency = 1 });
        // The server repeats the key in its error.
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => scene.Runner().RunAsync(settings, CancellationToken.None));
        Assert.Contains($"the endpoint refuses the key (401): Incorrect API key provided: Bearer ********; see whether {folder.Path}/key holds the right key", error.Message, StringComparison.Ordinal);
        scene.Endpoint.Fault = _ => EndpointFault.None;
        await scene.Runner().ResumeAsync(1, CancellationToken.None);

        Assert.All(scene.Endpoint.Requests, request => Assert.Equal($"Bearer {Key}", request.Authorization));
        Assert.DoesNotContain(Key, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, scene.Store.FindEvaluation(1), StringComparison.Ordinal);
        scene.Store.Dispose();
        Assert.All(Directory.GetFiles(Path.GetDirectoryName(scene.StorePath) ?? ""), file => Assert.False(Contains(file), file));
    }

    [Fact]
    public async Task Without_a_key_no_header_is_sent_and_the_refusal_says_how_to_give_one()
    {
        await using var scene = await HostedRun.StartAsync(settings => settings with { ApiKey = Key });
        var error = await Assert.ThrowsAsync<PrerequisiteException>(() => scene.Runner().RunAsync(scene.Settings(), CancellationToken.None));
        Assert.Contains("give one with --api-key-env VARIABLE or --api-key-file FILE", error.Message, StringComparison.Ordinal);
        Assert.All(scene.Endpoint.Requests, request => Assert.Null(request.Authorization));
    }

    [Theory]
    [InlineData("https://user:secret@host/v1", "the URL of host holds more than a path")]
    [InlineData("https://host/v1?api-key=secret", "the URL of host holds more than a path")]
    [InlineData("host/v1", "'host/v1' is no base URL")]
    public void A_URL_that_may_hold_a_key_is_refused(string url, string sentence)
    {
        var error = Assert.Throws<ConfigurationException>(() => EndpointSettings.ReadUrl(url));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_is_not_set_is_named()
    {
        var settings = new EndpointSettings { Url = new Uri("http://127.0.0.1:1/v1"), Model = "m", KeyVariable = "MIA_PROBE_TEST_NO_SUCH_KEY" };
        var model = new HostedModel(settings, new EndpointCapability { Access = AccessLevel.PromptLogProbs, ReportedModel = "m", PromptRoute = "completions with echo" });
        Assert.Equal(
            "--api-key-env: the environment variable MIA_PROBE_TEST_NO_SUCH_KEY is not set or empty; set it to the key of 127.0.0.1.",
            Assert.Throws<PrerequisiteException>(() => Lab.Models.OpenScorer(model, null)).Message);
    }

    private static bool Contains(string file) => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Key)) >= 0;
}
