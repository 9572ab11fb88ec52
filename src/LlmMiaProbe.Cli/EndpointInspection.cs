using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli;

/// <summary>Asks the endpoints that a user named.</summary>
internal static class EndpointInspection
{
    /// <summary>
    /// What the endpoints of settings can do and who they are; nulls if none was given. Contradictions are refused before anything
    /// goes out.
    /// </summary>
    /// <exception cref="ConfigurationException">The settings contradict themselves or those of the endpoint are wrong, or it answers nothing.</exception>
    /// <exception cref="PrerequisiteException">It cannot be reached or refuses the key, or the store cannot be read.</exception>
    public static Task<(HostedModel? Target, HostedModel? Reference)> InspectAsync(
        this CommandContext context, ProbeSettings settings, CancellationToken cancellationToken)
    {
        RunSettingsFactory.RequireOneOfEach(settings);
        return context.InspectAsync(settings, settings.Endpoint, cancellationToken);
    }

    /// <summary>The same for an endpoint alone.</summary>
    /// <inheritdoc cref="InspectAsync(CommandContext, ProbeSettings, CancellationToken)" path="/exception"/>
    public static async Task<(HostedModel? Target, HostedModel? Reference)> InspectAsync(
        this CommandContext context, ProbeSettings settings, EndpointSection endpoint, CancellationToken cancellationToken)
    {
        var (target, reference) = (endpoint.ToTarget(), endpoint.ToReference());
        if ((target ?? reference) is null)
        {
            return (null, null);
        }

        var found = await context.Models(settings, hashes: null, progress: null)
            .InspectAsync(target, reference, Known(settings), context.Time.GetUtcNow(), cancellationToken);
        foreach (var note in new[] { found.Target?.IdentityNote, found.Reference?.IdentityNote }.OfType<string>())
        {
            // Also where a user asked for quiet: what follows rests on other numbers than before.
            context.Terminal.WriteError(note);
        }

        return found;
    }

    private static IReadOnlyList<EndpointIdentity> Known(ProbeSettings settings)
    {
        using var store = File.Exists(settings.StorePath) ? CommandContext.ReadStore(settings) : null;
        return store?.ReadEndpointIdentities() ?? [];
    }
}
