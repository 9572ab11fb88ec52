using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Models;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli;

/// <summary>Asks the endpoints that a user named.</summary>
internal static class EndpointInspection
{
    /// <summary>What the endpoints of settings can do; nulls if none was given. Contradictions are refused before anything goes out.</summary>
    /// <exception cref="ConfigurationException">The settings contradict themselves or those of the endpoint are wrong, or it answers nothing.</exception>
    /// <exception cref="PrerequisiteException">It cannot be reached or refuses the key.</exception>
    public static Task<(HostedModel? Target, HostedModel? Reference)> InspectAsync(
        this ModelProvider models, ProbeSettings settings, CancellationToken cancellationToken)
    {
        RunSettingsFactory.RequireOneOfEach(settings);
        return models.InspectAsync(settings.Endpoint, cancellationToken);
    }

    /// <summary>The same for an endpoint alone.</summary>
    /// <inheritdoc cref="InspectAsync(ModelProvider, ProbeSettings, CancellationToken)" path="/exception"/>
    public static Task<(HostedModel? Target, HostedModel? Reference)> InspectAsync(
        this ModelProvider models, EndpointSection endpoint, CancellationToken cancellationToken) =>
        models.InspectAsync(endpoint.ToTarget(), endpoint.ToReference(), cancellationToken);
}
