using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Http;

/// <summary>What all models at endpoints share that one command opens.</summary>
/// <param name="time">For delays.</param>
internal sealed class EndpointSession(TimeProvider time)
{
    public TimeProvider Time => time;

    public RequestBudget Budget { get; } = new();

    /// <summary>Before repetitions.</summary>
    public required RetryDelays Delays { get; init; }

    /// <summary>Stands in for a key where settings say so.</summary>
    public required Func<AzureSignIn> SignIn { get; init; }

    /// <summary>Whether keys and texts may go over the network without encryption.</summary>
    public required bool AllowHttp { get; init; }

    /// <exception cref="PrerequisiteException">Whoever is on the way could read along.</exception>
    public void RequirePrivacy(EndpointSettings settings)
    {
        if (!AllowHttp && settings.Urls.FirstOrDefault(url => url is { Scheme: "http", IsLoopback: false }) is { } open)
        {
            throw new PrerequisiteException(
                $"--endpoint: {open} is not encrypted, so the given texts{(settings is { KeyVariable: null, KeyFile: null } ? "" : " and the key")} "
                + "could be read on the way: use an address that begins with https://, or add --allow-http if the network is your own.");
        }
    }
}
