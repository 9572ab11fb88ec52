using System.Text.Json;
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

namespace LlmMiaProbe.Cli;

/// <summary>Asks models questions about documents, from settings to printed result.</summary>
internal sealed class AskSession(CommandContext context, ProbeSettings settings, AskRequest ask)
{
    private static readonly ModelRole s_paraphraser = PartQuestions.WriterRole;

    /// <summary>Notes what the store lacks, where no model is to be asked; null to ask models.</summary>
    public MissingAnswers? Missing { get; init; }

    /// <summary>Whether answers of a store may be those of several engines.</summary>
    public bool AcceptsMixedNumerics { get; init; }

    /// <summary>Prints what it would cost; asks nothing and loads no model.</summary>
    public int Plan()
    {
        // An endpoint is not asked what it can do for that.
        var endpoint = settings.Endpoint;
        var run = RunSettingsFactory.From(Bare(settings.Run with { Model = settings.Run.Model ?? endpoint.Model }));
        context.Recognise(run, settings);
        PlainChat.Tell(context, run);
        var view = new AskPlanView(
            ask, QuestionProbe.Read(run), run.Reference is null && endpoint.Reference is null ? 1 : 2, ModelProvider.TokenizerOf(endpoint.ToTarget()),
            EndpointPrice.Read(endpoint.Price, endpoint.Url is not null));
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
        var (hosted, hostedReference) = await context.InspectAsync(settings, cancellationToken);
        var run = Settings(hosted, hostedReference);
        var paraphraser = await ParaphraserAsync(run, cancellationToken);
        run = context.Recognise(run, settings);
        PlainChat.Tell(context, run);
        _ = CorpusReader.Read(run.Calibration);
        var session = new RunSession(context, settings) { Missing = Missing, AcceptsMixedNumerics = AcceptsMixedNumerics };
        var result = await session.RunAsync(
            run,
            (recorded, line) => AskAsync(recorded, paraphraser, new ProgressReporter(line), cancellationToken),
            (recorded, result) => QuestionOutput.Of(recorded.Id, result) with { Recognised = recorded.Store.FindRun(recorded.Id)?.Settings.Recognised },
            (recorded, result) => new AskView(context.Terminal).Write(ask, recorded.Models, result, recorded.Usage, ShellText.Report(settings, recorded.Id)));
        return result.Models[0].Replies.Count(ReplyKind.Failed) > 0 ? ExitCodes.DocumentsFailed : ExitCodes.Done;
    }

    private async Task<QuestionResult> AskAsync(
        RecordedRun recorded, RunSettings? paraphraser, IProgress<ProbeProgress> progress, CancellationToken cancellationToken)
    {
        var (run, id) = (recorded.Settings, recorded.Id);
        var probe = new QuestionProbe(recorded.Store, run, ask.Method, progress) { Told = context.Terminal.WriteNote };
        var (documents, design, health) = probe.Register(id, cancellationToken);
        recorded.Counts = RunCounts.None with { Documents = documents.Count };
        var writer = paraphraser is null ? null : Open(recorded, s_paraphraser, ModelRole.Target, paraphraser);
        try
        {
            var models = new List<ModelAnswers>();
            foreach (var role in run.HasReference ? new[] { ModelRole.Target, ModelRole.Reference } : [ModelRole.Target])
            {
                using var chat = Open(recorded, role, role, run);
                try
                {
                    var answers = await ask.Method.AskAsync(
                        Asker(chat, role), writer is null ? null : Asker(writer, s_paraphraser), documents, cancellationToken);
                    models.Add(probe.Evaluate(role, answers, design));
                }
                finally
                {
                    recorded.CountDecoded(chat.Tokens);
                    recorded.CountUsage(chat.Usage);
                }
            }

            Missing?.RequireNone();
            probe.Keep(id, models[0].Answers);
            var failed = models[0].Answers.Documents.Count(document => document.Replies.Count(ReplyKind.Failed) > 0);
            recorded.Counts = recorded.Counts with { Scored = documents.Count - failed, Failed = failed };
            return new QuestionResult { Method = ask.Method, Design = design, Health = health, Models = models };
        }
        finally
        {
            recorded.CountUsage(writer?.Usage ?? EndpointUsage.None);
            writer?.Dispose();
        }

        Asker Asker(RationedChat chat, ModelRole role) => new(
            Missing is null
                ? new ChatRecorder(recorded.Store, id, chat, CommandContext.ToolVersion, context.Time)
                : ChatRecorder.OfLogAlone(recorded.Store, id, chat, question => Missing.Add(role, NameOf(question.Use.Document))),
            role,
            progress);

        string NameOf(ContentHash? document) =>
            documents.FirstOrDefault(one => one.Hash == document)?.Document.Id ?? "questions about no document";
    }

    private RationedChat Open(RecordedRun recorded, ModelRole role, ModelRole opened, RunSettings run)
    {
        // An endpoint keeps to the budget by itself, repeated requests included.
        var budget = run.HostedAs(opened) is null
            ? new QuestionBudget(settings.Endpoint.MaxRequests, settings.Endpoint.MaxTokens)
            : new QuestionBudget(null, null);
        return new RationedChat(recorded.OpenChat(role, opened, run), budget);
    }

    private RunSettings Settings(HostedModel? hosted, HostedModel? hostedReference)
    {
        var run = RunSettingsFactory.From(Bare(settings.Run), hosted, hostedReference) with { Attacks = [] };
        return run with
        {
            Task = new QuestionTask(ask.Name, CommandOf(ask, run)),
        };
    }

    /// <summary>The command that asks the same again.</summary>
    private static string CommandOf(AskRequest ask, RunSettings run) => string.Concat(
        $"mia-probe ask {ask.Name}",
        RunCommandLine.Models(run),
        RunCommandLine.Documents(run),
        RunCommandLine.Option("--paraphraser", ask.Paraphraser is { } paraphraser ? Path.GetFullPath(paraphraser) : null),
        RunCommandLine.Option("--endpoint-paraphraser", ask.HostedParaphraser),
        ask.Options,
        RunCommandLine.Engine(run));

    /// <summary>What a plan holds of it.</summary>
    /// <exception cref="ConfigurationException">It cannot be asked in parts, or a model is behind an endpoint.</exception>
    /// <exception cref="PrerequisiteException">The model that writes paraphrases is missing.</exception>
    public (RunSettings Run, ShardQuestions Questions) Parts()
    {
        ShardQuestions.RequireParts(ask.Method, ask.Name);
        if (ask.HostedParaphraser is not null)
        {
            throw new ConfigurationException("--endpoint-paraphraser: shard plan is for GGUF files; name one with --paraphraser.");
        }

        RequireParaphraser();
        return (
            RunSettingsFactory.From(Bare(settings.Run)) with { Attacks = [] },
            new ShardQuestions(
                ask.Name,
                ask.Values.ToDictionary(value => value.Key, value => JsonOf(value.Value)),
                ask.PromptFolder,
                [.. ask.Prompts.Select(prompt => prompt.Hash)],
                ask.Paraphraser is { } paraphraser ? Path.GetFullPath(paraphraser) : null));

        static JsonElement JsonOf(object value) => value switch
        {
            int count => JsonSerializer.SerializeToElement(count),
            string word => JsonSerializer.SerializeToElement(word),
            _ => JsonSerializer.SerializeToElement((IEnumerable<string>)value),
        };
    }

    private ProbeSettings Bare(RunSection run) =>
        settings with { Run = run with { Attacks = [], Frequencies = null, WordFrequencies = null, Shadows = null, Shots = [], MemberShots = [] } };

    /// <summary>The same run with the model that writes paraphrases under test; null if none does.</summary>
    private async Task<RunSettings?> ParaphraserAsync(RunSettings run, CancellationToken cancellationToken)
    {
        if (ask.Paraphraser is { } path)
        {
            return run with { Lora = [], Model = Path.GetFullPath(path), Hosted = null, Reference = null, HostedReference = null };
        }

        return ask.HostedParaphraser is { } name
            ? run with
            {
                Model = name,
                Lora = [],
                Hosted = (await context.InspectAsync(settings, settings.Endpoint.As(name, "paraphraser"), cancellationToken)).Target,
                Reference = null,
                HostedReference = null,
            }
            : null;
    }

    private bool BringsParaphrases()
    {
        var run = settings.Run;
        return run.Corpus.Count + run.Members.Count + run.NonMembers.Count > 0
            && !ask.Method.NeedsWriterFor(QuestionProbe.Read(RunSettingsFactory.From(Bare(run with { Model = run.Model ?? settings.Endpoint.Model }))));
    }

    private void RequireParaphraser()
    {
        if (ask.Paraphraser is not null && ask.HostedParaphraser is not null)
        {
            throw new ConfigurationException("--paraphraser and --endpoint-paraphraser both name the model that rewrites passages; keep one.");
        }

        if (ask.Method.NeedsWriter && ask.Paraphraser is null && ask.HostedParaphraser is null && !BringsParaphrases())
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
}
