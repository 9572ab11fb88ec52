using LlmMiaProbe.Corpora;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Hosted.Identity;
using LlmMiaProbe.Hosted.Tokenizers;
using LlmMiaProbe.Hosted;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Runtime;

/// <summary>Opens the models of runs, wherever they are.</summary>
internal sealed class ModelProvider(LocalModelProvider local, HostedModels hosted) : IModelProvider
{
    public ITokenScorer Open(ModelRole role, RunSettings settings)
    {
        if (settings.HostedAs(role) is { } model)
        {
            return hosted.OpenScorer(model, settings.ContextLength);
        }

        if (settings.ImportedAs(role) is { } imported)
        {
            return new ImportedScorer(imported);
        }

        return settings.Hosted is null || !EvidenceSource.Of(role).WorksOnTargetTokens
            ? local.Open(role, settings)
            : throw NeedsTokenizer(role, settings.Hosted);
    }

    public IWindowScorer OpenWindows(ModelRole role, RunSettings settings)
    {
        RequireModel(role, settings);
        if (settings.HostedAs(role) is not { } model)
        {
            return local.OpenWindows(role, settings);
        }

        var tokenizer = settings.Tokenizer is null ? null : local.OpenTokenizer(settings);
        try
        {
            return hosted.OpenWindows(model, tokenizer, settings.ContextLength);
        }
        catch
        {
            tokenizer?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Target and reference are given the same beginnings: cut by tokens only if both count them alike.</remarks>
    public IGenerator OpenGenerator(ModelRole role, RunSettings settings)
    {
        RequireModel(role, settings);
        return settings.HostedAs(role) is { } model
            ? hosted.OpenGenerator(
                model, settings.ContextLength, cutsByWord: settings.HasReference && settings.Hosted?.Tokenizer != settings.HostedReference?.Tokenizer)
            : local.OpenGenerator(role, settings);
    }

    public ConversationRenderer OpenTemplate(RunSettings settings) =>
        settings.Imported is { } imported ? throw new ConfigurationException(
            $"The corpus holds chat records, and the token scores of {imported.Name} were imported: only texts are taken, one of a document. "
            + "Give a corpus of the texts that were scored.")
        : settings.Hosted is null ? local.OpenTemplate(settings) : local.OpenTemplate(settings, settings.Tokenizer);

    /// <summary>Asks endpoints what they can do and who they are; nulls for those that are null.</summary>
    /// <param name="target">The endpoint of the model under test, or null.</param>
    /// <param name="reference">The endpoint of a model to compare with, or null.</param>
    /// <param name="known">Models at endpoints that were met before.</param>
    /// <param name="now">When these are met.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConfigurationException">The settings of an endpoint are wrong, the budget may not suffice, or it answers nothing.</exception>
    /// <exception cref="PrerequisiteException">It cannot be reached or refuses the key, or it is not the model whose name it is given.</exception>
    public async Task<(HostedModel? Target, HostedModel? Reference)> InspectAsync(
        EndpointSettings? target, EndpointSettings? reference, IReadOnlyList<EndpointIdentity> known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            hosted.RequireRoom([.. new[] { target, reference }.OfType<EndpointSettings>()]);
            return (await InspectOneAsync(target), await InspectOneAsync(reference));
        }
        catch (PrerequisiteException e) when (e.Reason != e.Message)
        {
            // No run has begun, so there is nothing to go on with.
            throw new PrerequisiteException(e.Reason, e);
        }

        async Task<HostedModel?> InspectOneAsync(EndpointSettings? endpoint) => endpoint is null
            ? null
            : EndpointIdentities.Resolve(await hosted.InspectAsync(endpoint, cancellationToken), known, now);
    }

    /// <summary>Asks the endpoints of a stored run whether they still answer as when it began. Runs of older versions cannot be asked.</summary>
    /// <param name="store">Holds the run and who its models were.</param>
    /// <param name="run">Its number.</param>
    /// <param name="settings">Of the run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is to be said of those of which nothing shows that they are the same, sentences.</returns>
    /// <exception cref="PrerequisiteException">Another model answers, or none.</exception>
    public async Task<IReadOnlyList<string>> RequireSameAsync(IProbeStore store, long run, RunSettings settings, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        foreach (var model in new[] { settings.Hosted, settings.HostedReference }.OfType<HostedModel>())
        {
            var identity = store.ReadEndpointIdentities().FirstOrDefault(one => one.Fingerprint == model.Fingerprint);
            foreach (var url in identity is null ? [] : model.Settings.Urls)
            {
                var alone = model with { Settings = model.Settings with { Url = url, Replicas = null } };
                if (await hosted.RequireSameAsync(alone, identity!, usage => store.AddUsage(run, usage), cancellationToken) is { } note)
                {
                    notes.Add(note);
                }
            }
        }

        return notes;
    }

    /// <inheritdoc cref="LocalModelProvider.Require(RunSettings, bool)"/>
    /// <returns>What local models take; null if the model under test is behind an endpoint.</returns>
    public RoomNeeds? Require(RunSettings settings, bool loads = true)
    {
        if (settings.Imported is not null)
        {
            RequireServed(settings);
            return null;
        }

        if (settings.Hosted is null)
        {
            return local.Require(settings, loads);
        }

        RequireAgreement(settings);
        local.RequireTemplate(settings);
        local.RequireReference(settings);
        if (settings.Extraction is not null)
        {
            using var windows = OpenWindows(ModelRole.Target, settings);
            LocalModelProvider.RequireRoomForWindows(windows, settings);
            if (settings.HostedReference is not null)
            {
                using var reference = OpenWindows(ModelRole.Reference, settings);
                LocalModelProvider.RequireRoomForWindows(reference, settings);
            }

            return null;
        }

        var requests = RunRequests.Of(settings);
        if (requests.Attacks.Count > 0 && !requests.Attacks.Any(requests.Serves))
        {
            throw new ConfigurationException(
                $"No attack of this run can be served: {settings.Hosted.WhyNoScores ?? "they need what this endpoint does not return"}. "
                + "The attacks samia, cdd and ngram-coverage, 'mia-probe ask', 'secret' and 'continue' need text only.");
        }

        if (requests.ByModel.FirstOrDefault(model => EvidenceSource.Of(model.Role).WorksOnTargetTokens) is { Requests: not null } pass)
        {
            throw NeedsTokenizer(pass.Role, settings.Hosted);
        }

        return null;
    }

    /// <exception cref="ConfigurationException">An attack needs more than token scores, or others than were imported.</exception>
    private static void RequireServed(RunSettings settings)
    {
        var requests = RunRequests.Of(settings);
        foreach (var (attack, request) in requests.Attacks.SelectMany(attack => attack.Evidence.Select(request => (attack, request))))
        {
            if (requests.WhyNot(request) is { } reason)
            {
                throw new ConfigurationException($"--attacks: {attack.Id} cannot be had: {reason}; leave it out.");
            }
        }
    }

    private static void RequireModel(ModelRole role, RunSettings settings)
    {
        if (settings.ImportedAs(role) is { } imported)
        {
            throw new ConfigurationException($"Only token scores of {imported.Name} were imported, and no model is at hand: this needs one.");
        }
    }

    /// <summary>A model that answers questions: the chat of an endpoint; where there is none, what goes on with them as plain text.</summary>
    /// <exception cref="PrerequisiteException">The key cannot be read, or a file is missing.</exception>
    public IChatModel OpenChat(ModelRole role, RunSettings settings) =>
        settings.HostedAs(role) is { Capability.HasChat: true } model ? hosted.OpenChat(model) : new PlainTextChat(OpenGenerator(role, settings));

    /// <summary>What counts the tokens of a model without asking its endpoint, of which it is not known how it bills; null for a GGUF file.</summary>
    public static ITextTokenizer TokenizerOf(EndpointSettings? endpoint) =>
        (endpoint is null ? null : TiktokenTextTokenizer.Find(endpoint, endpoint.Model)) ?? (ITextTokenizer)new EstimatedTokenizer();

    /// <summary>Refuses to score given text by a model other than the one that generates.</summary>
    /// <exception cref="PrerequisiteException">An endpoint does so, and an attack of the run needs scores.</exception>
    public static void RequireAgreement(RunSettings settings)
    {
        var requests = RunRequests.Of(settings);
        foreach (var model in new[] { (Role: ModelRole.Target, Hosted: settings.Hosted), (Role: ModelRole.Reference, Hosted: settings.HostedReference) })
        {
            if (model.Hosted is { Capability.Disagreement: { } reason, Settings: var endpoint }
                && requests.Attacks.Any(attack => attack.Evidence.Any(request => request.Model == model.Role && request.Pool is null)))
            {
                throw new PrerequisiteException(
                    $"{endpoint.Model} at {endpoint.Url.Host} cannot be scored: {reason}. "
                    + "Attacks on produced text and 'mia-probe ask' do not need its scores.");
            }
        }
    }

    private static ConfigurationException NeedsTokenizer(ModelRole role, HostedModel model) =>
        new(
            $"--attacks: an attack that needs {role} evidence works on the tokens of {model.Settings.Model}, "
            + "and an endpoint lends neither tokenizer nor distributions: leave it out, or probe the model as a GGUF file.");
}
