using Azure.Core;
using Azure.Identity;
using LlmMiaProbe.Hosted.Capability;
using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Identity;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Hosted.Tokenizers;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted;

/// <summary>Opens models behind endpoints. What one instance asks is held to one budget.</summary>
/// <param name="time">For delays.</param>
public sealed class HostedModels(TimeProvider time)
{
    private readonly Lock _gate = new();
    private AzureSignIn? _signIn;
    private EndpointSession? _session;

    /// <summary>Whether keys and texts may go over the network without encryption; never needed for this machine itself.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Before repetitions; tests make it short.</summary>
    internal RetryDelays Delays { get; init; } = RetryDelays.Default;

    /// <summary>Whose sign-in to Azure stands in for a key where settings say so; without this, whoever is signed in on this machine.</summary>
    internal Func<TokenCredential> Credential { get; init; } = () => new DefaultAzureCredential();

    /// <summary>Finds the tokenizer of a model by the settings of its endpoint and the name that it answers with; null if there is none here.</summary>
    internal Func<EndpointSettings, string, ITextTokenizer?> FindTokenizer { get; init; } = TiktokenTextTokenizer.Find;

    /// <summary>Asks an endpoint what it can do, and what it is known again by: some thirty short requests, which the budget pays for.</summary>
    /// <exception cref="PrerequisiteException">It cannot be reached or refuses the key, or the key cannot be read.</exception>
    /// <exception cref="ConfigurationException">It answers nothing that is asked of this model, or the budget may not suffice for that.</exception>
    public async Task<HostedModel> InspectAsync(EndpointSettings settings, CancellationToken cancellationToken)
    {
        RequireRoom([settings]);
        using var client = new EndpointClient(settings with { Replicas = null }, Session(), tokenizer: null, asksAboutRoutes: true);
        using var chat = new EndpointChat(client);
        var found = await new CapabilityProbe(client, chat).RunAsync(cancellationToken);
        var answers = await new IdentityProbe(client, chat).AskTwiceAsync(found, cancellationToken);
        var model = new HostedModel(settings, found)
        {
            Tokenizer = FindTokenizer(settings, found.ReportedModel)?.Description,
            Answers = answers,
            Inspection = client.Usage,
        };
        foreach (var url in settings.Replicas ?? [])
        {
            var asked = await RequireReplicaAsync(model, url, cancellationToken);
            model = model with { Inspection = (model.Inspection ?? EndpointUsage.None) + asked };
        }

        return model;
    }

    /// <summary>Refuses a server that is to share the work and answers otherwise than the first.</summary>
    /// <returns>What was asked for that.</returns>
    private async Task<EndpointUsage> RequireReplicaAsync(HostedModel model, Uri url, CancellationToken cancellationToken)
    {
        var (name, first) = (model.Settings.Model, model.Settings.Url);
        if (model.Answers is not { } expected)
        {
            throw new PrerequisiteException(
                $"--endpoint: {name} at {first} answers nothing that {url} could be compared with, so they cannot share the work: give one address.");
        }

        var alone = model with { Settings = model.Settings with { Url = url, Replicas = null } };
        using var client = Bare(alone);
        using var chat = Chat(alone, client);
        try
        {
            var comparison = new AnswerComparison(expected, await new IdentityProbe(client, chat).AskAsync(model.Capability, expected.Kind, cancellationToken));
            return comparison.Agrees ? client.Usage : throw new PrerequisiteException(comparison.CannotTell
                ? $"--endpoint: nothing shows that {url} serves the same model as {first} ({comparison.WhyCannotTell}), so they cannot share the work: "
                    + "give one address."
                : $"--endpoint: {name} at {url} answers otherwise than at {first} ({comparison.Words}), so they are two models: give them one by one.");
        }
        catch (Exception e) when (e is RouteException or EndpointException)
        {
            throw new PrerequisiteException($"--endpoint: {url} does not answer as {first} does ({e.Message}): leave it out, or set it up in the same way.", e);
        }
    }

    /// <summary>Refuses a budget that the first questions to all these endpoints may use up, before any of them is sent.</summary>
    /// <exception cref="ConfigurationException">It may.</exception>
    public void RequireRoom(IReadOnlyList<EndpointSettings> endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.Count > 0)
        {
            var (requests, tokens) = endpoints.Select(CapabilityProbe.Most)
                .Aggregate((one, other) => (one.Requests + other.Requests, one.Tokens + other.Tokens));
            Session().Budget.RequireRoomForQuestions(
                endpoints[0],
                requests + (endpoints.Sum(one => one.Urls.Count) * IdentityProbe.MostRequests),
                tokens + (endpoints.Sum(one => one.Urls.Count) * IdentityProbe.MostTokens));
        }
    }

    /// <summary>Asks the model of an earlier session what it is known by.</summary>
    /// <param name="model">As found then.</param>
    /// <param name="identity">Who it was then.</param>
    /// <param name="count">Told what was asked for that, however it ends.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is to be said where nothing shows that it is the same, a sentence; null where it answers as then.</returns>
    /// <exception cref="PrerequisiteException">It answers otherwise now, or could not be asked; the message says which.</exception>
    public async Task<string?> RequireSameAsync(
        HostedModel model, EndpointIdentity identity, Action<EndpointUsage> count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(count);
        var day = EndpointIdentities.Day(identity);
        var (settings, named) = (model.Settings, $"{model.Settings.Model} at {model.Settings.Url}");
        if (identity.Answers is not { } before)
        {
            return $"{named} answered nothing on {day} that it could be known again by: the run goes on, "
                + "and nothing shows that the same model goes on with it.";
        }

        using var client = Bare(model);
        using var chat = Chat(model, client);
        EndpointAnswers now;
        try
        {
            now = await new IdentityProbe(client, chat).AskAsync(model.Capability, before.Kind, cancellationToken);
        }
        catch (Exception e) when (e is RouteException or EndpointException { IsMissing: true })
        {
            // No comparison was made: a server that is set up as before would pass again.
            throw new PrerequisiteException(
                $"{named} does not answer any more as on {day}, when this run began with it ({e.Message}), so it cannot be compared with the model of then: "
                + "begin a new run, or go on with `mia-probe resume` when it answers in that way again. Everything so far is kept.",
                e);
        }
        catch (EndpointException e)
        {
            throw NotAsked(e.Message, "", e);
        }
        catch (PrerequisiteException e)
        {
            throw NotAsked(e.Reason.Replace(EndpointHandler.CannotGoOn(settings), "", StringComparison.Ordinal), e.Message[e.Reason.Length..], e);
        }
        finally
        {
            count(client.Usage);
        }

        var comparison = new AnswerComparison(before, now);
        return comparison.Agrees ? null
            : EndpointIdentities.CannotBeTold(settings, comparison) is { } why
                ? $"{why}: the run goes on, and nothing shows that this is the model of {day}, when it began."
                : throw new PrerequisiteException(
                    $"{named} answers otherwise than on {day}, when this run began with it ({comparison.Words}), "
                    + "and numbers of two models do not belong together: begin a new run. Everything so far is kept.");

        PrerequisiteException NotAsked(string reason, string goOn, Exception inner) => new(
            $"{named} could not be asked whether it is the model that this run began with on {day}: {reason}",
            goOn.Length == 0
                ? $"{(reason.EndsWith('.') ? "" : ".")} Everything so far is kept, and `mia-probe resume` goes on later."
                : goOn.Replace("goes on.", "goes on later.", StringComparison.Ordinal),
            inner);
    }

    /// <param name="model">Inspected before.</param>
    /// <param name="contextTokens">Tokens of context if the endpoint does not say; null for 4,096.</param>
    /// <exception cref="PrerequisiteException">It does not score given text, or the key cannot be read.</exception>
    public HostedTokenScorer OpenScorer(HostedModel model, int? contextTokens) =>
        model.WhyNoScores is { } reason
            ? throw new PrerequisiteException($"{reason}.")
            : new HostedTokenScorer(model, Client(model), TokenizerOf(model), contextTokens);

    /// <param name="model">Inspected before.</param>
    /// <param name="contextTokens">Tokens of context if the endpoint does not say; null for 4,096.</param>
    /// <param name="cutsByWord">Cut texts by words, whatever counts the tokens.</param>
    /// <exception cref="PrerequisiteException">The key cannot be read, or the run began with a tokenizer that is not here.</exception>
    public HostedGenerator OpenGenerator(HostedModel model, int? contextTokens, bool cutsByWord = false)
    {
        var client = Client(model);
        return new HostedGenerator(model, client, Chat(model, client), TokenizerOf(model), cutsByWord, contextTokens);
    }

    /// <param name="model">Inspected before.</param>
    /// <param name="tokenizer">Splits text as the hosted model does; disposed of with the scorer. Null for the model's own, of a tiktoken family.</param>
    /// <param name="contextTokens">Tokens of context if the endpoint does not say; null for 4,096.</param>
    /// <exception cref="PrerequisiteException">
    /// It shows no log-probabilities of texts, the key cannot be read, or the run began with a tokenizer that is not here.
    /// </exception>
    /// <exception cref="ConfigurationException">The model is of no tiktoken family, and there is no other tokenizer.</exception>
    public HostedWindowScorer OpenWindows(HostedModel model, ITokenizer? tokenizer, int? contextTokens)
    {
        if (model.WhyNoWindows is { } reason)
        {
            throw new PrerequisiteException($"{reason}.");
        }

        var own = tokenizer ?? (TokenizerOf(model) as TiktokenTextTokenizer)?.OpenTokens()
            ?? throw new ConfigurationException($"The run names no tokenizer for {model.Settings.Model}: add --tokenizer FILE.gguf or --endpoint-tokenizer.");
        return new HostedWindowScorer(model, Client(model), own, contextTokens);
    }

    /// <exception cref="PrerequisiteException">It has no chat, or the key cannot be read.</exception>
    public HostedChatModel OpenChat(HostedModel model)
    {
        if (!model.Capability.HasChat)
        {
            throw new PrerequisiteException(
                $"{model.Settings.Model} at {model.Settings.Url.Host} has no chat ({string.Join("; ", model.Capability.Findings)}).");
        }

        var client = Client(model);
        return new HostedChatModel(model, Chat(model, client), client);
    }

    // A run goes on under the policy that it began with; older ones say it in what they found, or asked without a connector.
    private static EndpointChat Chat(HostedModel model, EndpointClient client) => new(
        client,
        model.Capability.ChatPolicy
            ?? model.Capability.PromptFindings.Select(finding => finding.Split(CapabilityProbe.ChatOnly)[0])
                .FirstOrDefault(policy => policy.StartsWith(KernelChatModel.PolicyPrefix, StringComparison.Ordinal))
            ?? EndpointChat.Plain);

    /// <summary>What counts the tokens of a model, and cuts its texts.</summary>
    /// <exception cref="PrerequisiteException">The run began with a tokenizer that is not here.</exception>
    private ITextTokenizer TokenizerOf(HostedModel model)
    {
        if (model.Tokenizer is null)
        {
            return new EstimatedTokenizer(model.Capability.TokensPerByte);
        }

        var found = FindTokenizer(model.Settings, model.Capability.ReportedModel);
        return found?.Description == model.Tokenizer
            ? found
            : throw new PrerequisiteException(
                $"This run began with {model.Tokenizer}, and here {(found is null ? "that tokenizer is not built in" : $"they are {found.Description}")}: "
                + "go on with the program that began it, or begin a new run. Everything so far is kept.");
    }

    // One for all models, so that its token is fetched once.
    private AzureSignIn SignIn() => _signIn ??= new AzureSignIn(Credential(), time);

    private EndpointClient Client(HostedModel model)
    {
        var client = Bare(model);
        client.Returned = model.Answers is null ? null : (url, cancellationToken) => RequireBackAsync(model, url, cancellationToken);
        return client;
    }

    private EndpointClient Bare(HostedModel model) => new(model.Settings, Session(), TokenizerOf(model));

    /// <summary>Refuses a server that answers otherwise after it was gone than before.</summary>
    /// <returns>What was asked for that.</returns>
    private async Task<EndpointUsage> RequireBackAsync(HostedModel model, Uri url, CancellationToken cancellationToken)
    {
        var alone = model with { Settings = model.Settings with { Url = url, Replicas = null } };
        using var client = Bare(alone);
        using var chat = Chat(alone, client);
        try
        {
            var expected = model.Answers ?? throw new ArgumentException("It answered nothing.", nameof(model));
            var comparison = new AnswerComparison(expected, await new IdentityProbe(client, chat).AskAsync(model.Capability, expected.Kind, cancellationToken));
            return comparison.Agrees || comparison.CannotTell ? client.Usage : throw new PrerequisiteException(
                $"{model.Settings.Model} at {url} was gone, and now it answers otherwise than before ({comparison.Words}), "
                + "and numbers of two models do not belong together: begin a new run. Everything so far is kept.");
        }
        catch (Exception e) when (e is RouteException or EndpointException)
        {
            throw new PrerequisiteException(
                $"{model.Settings.Model} at {url} was gone, and could not be asked since whether it is still the same model ({e.Message}).",
                " Everything so far is kept, and `mia-probe resume` goes on.",
                e);
        }
    }

    private EndpointSession Session()
    {
        lock (_gate)
        {
            return _session ??= new EndpointSession(time) { Delays = Delays, SignIn = SignIn, AllowHttp = AllowHttp };
        }
    }
}
