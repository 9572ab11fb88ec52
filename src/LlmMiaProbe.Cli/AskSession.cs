using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Runtime;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli;

/// <summary>Asks models questions about documents, from settings to printed result.</summary>
internal sealed class AskSession(CommandContext context, ProbeSettings settings, AskRequest ask)
{
    // What an endpoint's errors say of runs that can be resumed.
    private const string Resume = "`mia-probe resume`";

    private static readonly ModelRole s_paraphraser = new("paraphraser");

    private EndpointUsage _usage = EndpointUsage.None;

    /// <summary>Prints what it would cost; asks nothing and loads no model.</summary>
    public int Plan()
    {
        // An endpoint is not asked what it can do for that.
        var endpoint = settings.Endpoint;
        var run = RunSettingsFactory.From(Bare(settings.Run with { Model = settings.Run.Model ?? endpoint.Model }));
        var view = new AskPlanView(
            ask, QuestionProbe.Read(run), run.Reference is null && endpoint.Reference is null ? 1 : 2, ModelProvider.TokenizerOf(endpoint.ToTarget()));
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(view.ToJson());
        }
        else
        {
            view.Write(context.Terminal);
        }

        return ExitCodes.Done;
    }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        RequireParaphraser();
        RunSettingsFactory.RequireBeforeAsking(Bare(settings.Run));
        var models = Models(null, null);
        var (hosted, hostedReference) = await models.InspectAsync(settings, cancellationToken);
        var run = Settings(hosted, hostedReference);
        var paraphraser = await ParaphraserAsync(models, run, cancellationToken);
        var room = models.Require(run);
        ProbeRunner.RequireCorpus(run);
        _ = CorpusReader.Read(run.Calibration);
        context.Announce(room);
        using var store = CommandContext.OpenStore(settings);
        using var line = new ProgressLine(context.Terminal, context.Time);
        var id = store.BeginRun(run, CommandContext.ToolVersion, context.Time.GetUtcNow());
        try
        {
            var result = await AskAsync(store, id, run, paraphraser, new ProgressReporter(line), cancellationToken);
            line.Finish();
            var outcome = new CommandResult(CommandResult.Questions, QuestionResultJson.Of(id, result)).With(_usage);
            store.SetEvaluation(id, outcome.ToJson());
            Print(store, id, result, outcome);
            return result.Models[0].Replies.Count(ReplyKind.Failed) > 0 ? ExitCodes.DocumentsFailed : ExitCodes.Done;
        }
        catch (OperationCanceledException e)
        {
            line.Finish();
            throw new InterruptedRunException("interrupted; every reply so far is kept, and the same command goes on from there.", e);
        }
        catch (PrerequisiteException e) when (e.Message.Contains(Resume, StringComparison.Ordinal))
        {
            throw new PrerequisiteException(e.Message.Replace(Resume, "the same command", StringComparison.Ordinal), e);
        }
        catch (ConfigurationException) when (!store.ReadAttempts(id).Any())
        {
            store.DropRun(id);
            throw;
        }
    }

    private async Task<QuestionResult> AskAsync(
        SqliteProbeStore store, long id, RunSettings run, RunSettings? paraphraser, IProgress<ProbeProgress> progress, CancellationToken cancellationToken)
    {
        var probe = new QuestionProbe(store, run, ask.Method, progress);
        var (status, counts, tokens) = (RunStatus.Interrupted, RunCounts.None, 0L);
        RationedChat? writer = null;
        try
        {
            var (documents, design, health) = probe.Register(id, cancellationToken);
            counts = RunCounts.None with { Documents = documents.Count };
            writer = paraphraser is null ? null : Open(store, id, s_paraphraser, ModelRole.Target, paraphraser, progress);
            var models = new List<ModelAnswers>();
            foreach (var role in run.HasReference ? new[] { ModelRole.Target, ModelRole.Reference } : [ModelRole.Target])
            {
                using var chat = Open(store, id, role, role, run, progress);
                try
                {
                    var answers = await ask.Method.AskAsync(
                        Asker(chat, role), writer is null ? null : Asker(writer, s_paraphraser), documents, cancellationToken);
                    models.Add(probe.Evaluate(role, answers, design));
                }
                finally
                {
                    tokens += chat.Tokens;
                    _usage += chat.Usage;
                }
            }

            probe.Keep(id, models[0].Answers);
            status = RunStatus.Finished;
            var failed = models[0].Answers.Documents.Count(document => document.Replies.Count(ReplyKind.Failed) > 0);
            counts = counts with { Scored = documents.Count - failed, Failed = failed };
            return new QuestionResult { Method = ask.Method, Design = design, Health = health, Models = models };
        }
        finally
        {
            _usage += writer?.Usage ?? EndpointUsage.None;
            writer?.Dispose();
            store.AddUsage(id, _usage);
            store.SetRunState(id, status, counts with { TokensDecoded = tokens });
        }

        Asker Asker(RationedChat chat, ModelRole role) => new(new ChatRecorder(store, id, chat, CommandContext.ToolVersion, context.Time), role, progress);
    }

    private RationedChat Open(SqliteProbeStore store, long id, ModelRole role, ModelRole opened, RunSettings run, IProgress<ProbeProgress> progress)
    {
        // An endpoint keeps to the budget by itself, repeated requests included.
        var budget = run.HostedAs(opened) is null
            ? new QuestionBudget(settings.Endpoint.MaxRequests, settings.Endpoint.MaxTokens)
            : new QuestionBudget(null, null);
        var chat = new RationedChat(Models(store, progress).OpenChat(opened, run), budget);
        store.SetRunModel(id, new RunModel(role, chat.Model, chat.Policy));
        return chat;
    }

    private RunSettings Settings(HostedModel? hosted, HostedModel? hostedReference)
    {
        var run = RunSettingsFactory.From(Bare(settings.Run), hosted, hostedReference) with { Attacks = [] };
        return run with
        {
            Command = string.Concat(
                $"mia-probe ask {ask.Name}",
                RunCommandLine.Models(run),
                RunCommandLine.Documents(run),
                RunCommandLine.Option("--paraphraser", ask.Paraphraser is { } paraphraser ? Path.GetFullPath(paraphraser) : null),
                RunCommandLine.Option("--endpoint-paraphraser", ask.HostedParaphraser),
                ask.Options,
                RunCommandLine.Engine(run)),
        };
    }

    private ProbeSettings Bare(RunSection run) =>
        settings with { Run = run with { Attacks = [], Frequencies = null, WordFrequencies = null, Shadows = null, Shots = [], MemberShots = [] } };

    /// <summary>The same run with the model that writes paraphrases under test; null if none does.</summary>
    private async Task<RunSettings?> ParaphraserAsync(ModelProvider models, RunSettings run, CancellationToken cancellationToken)
    {
        if (ask.Paraphraser is { } path)
        {
            return run with { Model = Path.GetFullPath(path), Hosted = null, Reference = null, HostedReference = null };
        }

        return ask.HostedParaphraser is { } name
            ? run with
            {
                Model = name,
                Hosted = (await models.InspectAsync(settings.Endpoint with { Model = name, Reference = null }, cancellationToken)).Target,
                Reference = null,
                HostedReference = null,
            }
            : null;
    }

    private void RequireParaphraser()
    {
        if (ask.Paraphraser is not null && ask.HostedParaphraser is not null)
        {
            throw new ConfigurationException("--paraphraser and --endpoint-paraphraser both name the model that rewrites passages; keep one.");
        }

        if (ask.Method.NeedsWriter && ask.Paraphraser is null && ask.HostedParaphraser is null)
        {
            throw new ConfigurationException(
                $"'ask {ask.Name}' compares passages with rewritten ones: "
                + "name the model that rewrites them with --paraphraser FILE.gguf, or --endpoint-paraphraser NAME.");
        }

        if (ask.Paraphraser is { } path && !File.Exists(path))
        {
            throw new PrerequisiteException($"--paraphraser {path} does not exist: name a GGUF file.");
        }

        if (ask.HostedParaphraser is not null && settings.Endpoint.Url is null)
        {
            throw new ConfigurationException("--endpoint-paraphraser names a model, but no endpoint was given: add --endpoint URL.");
        }
    }

    private void Print(SqliteProbeStore store, long id, QuestionResult result, CommandResult outcome)
    {
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(outcome.Result.ToJsonString(RunResultJson.Indented));
        }
        else
        {
            new AskView(context.Terminal).Write(ask, store.FindRun(id)?.Models ?? [], result, _usage, ShellText.Report(settings, id));
        }
    }

    private ModelProvider Models(IProbeStore? hashes, IProgress<ProbeProgress>? progress) => context.Models(settings, hashes, progress);
}
