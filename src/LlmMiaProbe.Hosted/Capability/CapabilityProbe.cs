using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Capability;

/// <summary>
/// Asks an endpoint a few questions whose answers are known and says what it can do. Nothing is believed that was only
/// accepted: tokens must spell the text, numbers be log-probabilities, and words in disorder score lower.
/// </summary>
internal sealed class CapabilityProbe(EndpointClient client, EndpointChat chat)
{
    /// <summary>What is said of an endpoint of which a connector reaches the chat and nothing else, after how it is asked.</summary>
    public const string ChatOnly = ": it neither scores given text nor completes it as it is";

    /// <summary>The most requests and tokens that this takes, repetitions after failures aside.</summary>
    public static (int Requests, long Tokens) Most(EndpointSettings settings)
    {
        var (requests, tokens) = (ServerHints.MostRequests + GeneratedProbe.MostRequests(settings.IsChatOnly), GeneratedProbe.MostTokens(settings.IsChatOnly));
        return settings.IsChatOnly
            ? (requests, tokens)
            : (requests + PromptProbe.MostRequests + AgreementProbe.MostRequests, tokens + PromptProbe.MostTokens + AgreementProbe.MostTokens);
    }

    /// <exception cref="PrerequisiteException">The endpoint cannot be reached, refuses the key or points elsewhere.</exception>
    /// <exception cref="ConfigurationException">It answers nothing that is asked of this model.</exception>
    public async Task<EndpointCapability> RunAsync(CancellationToken cancellationToken)
    {
        var (hints, prompts, generated) = (new ServerHints(client), new PromptProbe(client), new GeneratedProbe(client, chat));
        var found = new EndpointCapability { Access = AccessLevel.TextOnly, ReportedModel = client.Settings.Model, ChatPolicy = chat.Policy };
        found = await hints.RunAsync(found, cancellationToken);
        if (!client.Settings.IsChatOnly)
        {
            found = await prompts.RunAsync(found, cancellationToken);
        }

        found = await generated.RunAsync(found, cancellationToken);
        IReadOnlyList<string> given = client.Settings.IsChatOnly ? [chat.Policy + ChatOnly] : prompts.Findings;
        string[] findings = [.. hints.Findings, .. given, .. generated.Findings];
        if (found is { PromptRoute: null, HasCompletions: false, HasChat: false })
        {
            throw client.Redirection is { } elsewhere
                ? new PrerequisiteException($"{client.Settings.Model} at {client.Settings.Url} cannot be asked: {elsewhere}.")
                : new ConfigurationException(
                    $"--endpoint: {client.Settings.Url} answers nothing that is asked of the model {client.Settings.Model}: "
                    + $"{string.Join("; ", findings.Distinct())}.");
        }

        var step = RoundingStep.Find([.. prompts.Values, .. generated.Values]);
        var (disagreement, unseen) = await new AgreementProbe(client).RunAsync(found, step, cancellationToken);
        found = found with { RoundingStep = step, PromptFindings = given };
        return disagreement is null
            ? found with
            {
                Findings = [.. found.PromptRoute is null ? findings : [.. hints.Findings, .. generated.Findings], .. unseen is null ? (string[])[] : [unseen]],
            }
            : Without(found, disagreement) with { Findings = [$"{found.PromptRoute}: {disagreement}", .. hints.Findings, .. generated.Findings] };
    }

    // What it generates is what it is asked for; its scores of given text are another model's.
    private static EndpointCapability Without(EndpointCapability found, string disagreement) => found with
    {
        Access = AccessLevel.GeneratedLogProbs,
        PromptRoute = null,
        Columns = default,
        Disagreement = disagreement,
        PromptFindings = [$"{found.PromptRoute}: {disagreement}"],
    };
}
