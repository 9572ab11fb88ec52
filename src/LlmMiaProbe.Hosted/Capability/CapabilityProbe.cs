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

    /// <exception cref="PrerequisiteException">The endpoint cannot be reached or refuses the key.</exception>
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
        return found is { PromptRoute: null, HasCompletions: false, HasChat: false }
            ? throw new ConfigurationException(
                $"--endpoint: {client.Settings.Url} answers nothing that is asked of the model {client.Settings.Model}: "
                + $"{string.Join("; ", findings.Distinct())}.")
            : found with
            {
                RoundingStep = RoundingStep.Find([.. prompts.Values, .. generated.Values]),
                PromptFindings = given,
                Findings = found.PromptRoute is null ? findings : [.. hints.Findings, .. generated.Findings],
            };
    }
}
