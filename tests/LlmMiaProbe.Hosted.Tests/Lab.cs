using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Loopback;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

/// <summary>The lab behind a loopback endpoint.</summary>
internal static class Lab
{
    public static string Target { get; } = RepositoryFolder.PathOf("corpora", "lab", "target.gguf");

    /// <summary>The same repetitions, without the waiting.</summary>
    public static RetryDelays AtOnce { get; } = new(4, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20));

    public static HostedModels Models { get; } = new(TimeProvider.System) { Delays = AtOnce };

    /// <summary>Of a command of its own.</summary>
    public static EndpointSession Session() =>
        new(TimeProvider.System) { Delays = AtOnce, SignIn = () => throw new InvalidOperationException("nobody signs in"), AllowHttp = false };

    public static Task<LoopbackEndpoint> ServeAsync(EndpointShape shape, Func<LoopbackSettings, LoopbackSettings>? configure = null) =>
        LoopbackEndpoint.StartAsync(new ServedGguf(Target), shape, configure);

    public static EndpointSettings Settings(LoopbackEndpoint endpoint, string model = "target") => new() { Url = endpoint.Url, Model = model, TimeoutSeconds = 30 };

    public static async Task<HostedModel> InspectAsync(LoopbackEndpoint endpoint) => await Models.InspectAsync(Settings(endpoint), CancellationToken.None);
}
