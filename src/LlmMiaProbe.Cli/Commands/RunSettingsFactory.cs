using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Files;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Runtime;
using LlmMiaProbe.Shadows;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>From what a user set to what a run is. Paths become absolute, so that a run can be resumed from any folder.</summary>
internal static class RunSettingsFactory
{
    /// <param name="settings">What the user set.</param>
    /// <param name="hosted">The model under test, if it is behind an endpoint.</param>
    /// <param name="hostedReference">The model to compare with, if it is behind an endpoint.</param>
    /// <exception cref="ConfigurationException">Model or corpus is missing, or an attack cannot be served.</exception>
    public static RunSettings From(ProbeSettings settings, HostedModel? hosted = null, HostedModel? hostedReference = null)
    {
        var given = Given(settings, WithoutCorpus(settings, hosted, hostedReference));
        return given with { Attacks = RunRequests.Select(settings.Run.Attacks, given) };
    }

    private static RunSettings Given(ProbeSettings settings, RunSettings models)
    {
        var run = settings.Run;
        var (model, reference) = (models.Model, models.Reference);
        if (models.Hosted is null && models.Lora.Count == 0 && reference is not null && IsSameFile(reference, model))
        {
            throw new ConfigurationException(
                $"--reference and --model are the same file ({model}), so every comparison would be 0: "
                + "name the model from before the training, or leave --reference out.");
        }

        var corpora = run.Corpus.Select(path => run.Source(RunSection.FullPath(path)))
            .Concat(run.Books.Select(path => run.Source(RunSection.FullPath(path), isBook: true)))
            .Concat(run.Members.Select(path => run.Source(RunSection.FullPath(path), Membership.Member)))
            .Concat(run.NonMembers.Select(path => run.Source(RunSection.FullPath(path), Membership.NonMember)))
            .ToList();
        if (corpora.Count == 0)
        {
            throw new ConfigurationException(
                "No corpus was given: add --corpus FILE (records carry their labels), or --members FILE and --non-members FILE; "
                + "'mia-probe extract' takes a whole work as --book FILE.");
        }

        var shadows = run.Shadows is null ? null : ShadowManifest.Read(run.Shadows);
        if (shadows?.Models.FirstOrDefault(shadow => IsSameFile(shadow.File, model) && LoraAdapter.AreSame(shadow.Lora, models.Lora)) is { } target)
        {
            var name = models.Lora.Count == 0 ? model : new ModelFiles(model, models.Lora).Name;
            throw new ConfigurationException(
                $"--shadows: entry {target.Number} of {shadows.File} is the model under test ({name}): a shadow has to be a training of its own.");
        }

        return models with
        {
            Frequencies = run.Frequencies is null ? null : Path.GetFullPath(run.Frequencies),
            WordFrequencies = run.WordFrequencies is null ? null : Path.GetFullPath(run.WordFrequencies),
            ShadowManifest = shadows?.File,
            Shadows = shadows?.Models ?? [],
            Corpora = corpora,
            Shots = [.. run.Shots.Select(path => run.WholeSource(RunSection.FullPath(path), Membership.NonMember))],
            MemberShots = [.. run.MemberShots.Select(path => run.WholeSource(RunSection.FullPath(path), Membership.Member))],
            Calibration = [.. run.Calibration.Select(path => run.WholeSource(RunSection.FullPath(path)))],
            Mondrian = run.Mondrian,
            FalseDiscoveryRate = run.FalseDiscoveryRate,
            Limit = run.Limit,
            Strict = run.Strict,
            Unreadable = run.Unreadable,
            KeepText = run.KeepText,
            ChatTemplate = ChatTemplate(settings),
            ChatUnit = run.ChatUnit,
            Resamples = run.Resamples,
        };
    }

    /// <summary>The chat template that was asked for; null for the model's own.</summary>
    public static string? ChatTemplate(ProbeSettings settings) => settings.Run.ChatTemplate is null or "auto" ? null : settings.Run.ChatTemplate;

    /// <summary>The same of models of which token scores were imported.</summary>
    /// <param name="settings">What the user set.</param>
    /// <param name="name">What the model under test is called.</param>
    /// <param name="import">Takes in the scores of the documents of these corpora: of the model under test and of the one to compare with, or null.</param>
    /// <exception cref="ConfigurationException">The corpus is missing, an attack is unknown, or the scores do not suffice for any.</exception>
    public static RunSettings FromImported(
        ProbeSettings settings, string name, Func<IReadOnlyList<CorpusSource>, (ImportedModel Target, ImportedModel? Reference)> import)
    {
        var bare = Given(settings, Models(WithoutReference(settings), name));
        var (target, reference) = import([.. bare.Corpora, .. bare.Calibration]);
        var given = bare with { Imported = target, ImportedReference = reference };
        var chosen = RunRequests.Select(settings.Run.Attacks, given);
        var served = RunRequests.Of(given with { Attacks = chosen });
        return given with
        {
            Attacks = settings.Run.Attacks.Count > 0 ? chosen : [.. served.Attacks.Where(served.Serves).Select(attack => attack.Id)],
        };
    }

    /// <summary>Models and how they are evaluated; no document and no attack.</summary>
    /// <param name="settings">What the user set.</param>
    /// <param name="hosted">The model under test, if it is behind an endpoint.</param>
    /// <param name="hostedReference">The model to compare with, if it is behind an endpoint.</param>
    /// <exception cref="ConfigurationException">No model was given, or two for one part.</exception>
    public static RunSettings WithoutCorpus(ProbeSettings settings, HostedModel? hosted = null, HostedModel? hostedReference = null)
    {
        RequireOtherReference(hosted, hostedReference);
        var models = Models(settings, ModelOf(settings.Run, hosted)) with { Hosted = hosted, HostedReference = hostedReference };
        return models.Lora.Count > 0 && !models.HasReference ? models with { Reference = models.Model } : models;
    }

    /// <summary>The same with models wherever they are; an endpoint is asked what it can do.</summary>
    /// <exception cref="ConfigurationException">No model was given, or its endpoint answers nothing.</exception>
    /// <exception cref="PrerequisiteException">The endpoint cannot be reached or refuses the key.</exception>
    public static async Task<RunSettings> AskedAsync(CommandContext context, ProbeSettings settings, CancellationToken cancellationToken)
    {
        RequireFilesBeforeAsking(settings);
        var (hosted, reference) = await context.InspectAsync(settings, cancellationToken);
        return WithoutCorpus(settings, hosted, reference);
    }

    /// <summary>A reference that the user's file or the environment names for other commands is neither opened nor asked.</summary>
    public static ProbeSettings WithoutReference(ProbeSettings settings) =>
        settings with { Run = settings.Run with { Reference = null }, Endpoint = settings.Endpoint with { Reference = null } };

    /// <summary>The adapters that a user named, with absolute paths.</summary>
    /// <exception cref="ConfigurationException">A scale is no number, or a file is named twice.</exception>
    public static IReadOnlyList<LoraAdapter> Adapters(RunSection run)
    {
        IReadOnlyList<LoraAdapter> adapters = [.. run.Lora.Select(word => LoraAdapter.Parse("--lora", word, Environment.CurrentDirectory))];
        LoraAdapter.RequireDistinct("--lora", adapters);
        return adapters;
    }

    private static RunSettings Models(ProbeSettings settings, string model) => new()
    {
        Model = model,
        Lora = Adapters(settings.Run),
        Reference = settings.Run.Reference is { } reference ? Path.GetFullPath(reference) : null,
        Corpora = [],
        Attacks = [],
        Seed = settings.Run.Seed,
        Numerics = settings.Llama.Numerics,
        Bos = settings.Llama.Bos,
        ContextLength = settings.Llama.ContextLength,
        Threads = settings.Llama.Threads,
        WidenWeights = settings.Llama.WidenWeights,
        GpuLayers = settings.Llama.GpuLayers,
        MainGpu = settings.Llama.MainGpu,
        Split = settings.Llama.SplitMode,
        AllowCpu = settings.Llama.AllowCpu,
        Engine = settings.Llama.Engine,
    };

    /// <summary>The same for an extraction, of which attacks and what they need are no part.</summary>
    /// <exception cref="ConfigurationException">Model, tokenizer or corpus is missing, or more is asked for than an endpoint can answer.</exception>
    public static RunSettings ForExtraction(ProbeSettings settings, HostedModel? hosted = null, HostedModel? hostedReference = null)
    {
        var tokenizer = settings.Endpoint.WindowTokenizer;
        HostedExtraction.Require(tokenizer, hosted, hostedReference);
        var extraction = From(BareForExtraction(settings), hosted, hostedReference) with
        {
            Attacks = [],
            Task = new ExtractionTask(settings.Extraction.ToSettings()),
            Tokenizer = tokenizer is null ? null : Path.GetFullPath(tokenizer),
        };
        RunRequests.RequireText(extraction);
        return extraction;
    }

    /// <summary>The settings without what an extraction has no part of.</summary>
    public static ProbeSettings BareForExtraction(ProbeSettings settings) =>
        settings with { Run = settings.Run with { Attacks = [], Frequencies = null, Shots = [], MemberShots = [], Calibration = [] } };

    /// <summary>The model under test: an absolute path, or the name at an endpoint.</summary>
    /// <exception cref="ConfigurationException">None was given.</exception>
    private static string ModelOf(RunSection run, HostedModel? hosted) => hosted?.Settings.Model
        ?? (run.Model is { } file ? Path.GetFullPath(file) : throw new ConfigurationException(run.Lora.Count == 0
            ? "No model was given: add --model FILE.gguf."
            : $"--lora {run.Lora[0]} is to be added to a model, and none was given: add --model BASE.gguf, which it was trained on."));

    /// <summary>
    /// What can be seen to be wrong before anything is loaded or asked: a model named twice and, for an endpoint, no corpus or
    /// a file that is not there. A key must not go out for a command that is then refused.
    /// </summary>
    /// <param name="settings">What the user set.</param>
    /// <exception cref="ConfigurationException">Something contradicts itself or is missing.</exception>
    /// <exception cref="PrerequisiteException">A file cannot be read.</exception>
    public static void RequireBeforeAsking(ProbeSettings settings)
    {
        RequireFilesBeforeAsking(settings);
        var (run, endpoint) = (settings.Run, settings.Endpoint);
        if ((endpoint.ToTarget() ?? endpoint.ToReference()) is not null)
        {
            // The name of a hosted model may be that of a file.
            var standIn = run with { Model = run.Model ?? $"{endpoint.Url}/{endpoint.Model}", Reference = run.Reference ?? endpoint.Reference };
            ProbeRunner.RequireCorpus(From(settings with { Run = standIn }));
        }
    }

    /// <summary>The same for a command that reads no corpus.</summary>
    /// <inheritdoc cref="RequireBeforeAsking" path="/exception"/>
    public static void RequireFilesBeforeAsking(ProbeSettings settings)
    {
        RequireOneOfEach(settings);
        if ((settings.Endpoint.ToTarget() ?? settings.Endpoint.ToReference()) is null)
        {
            return;
        }

        var run = settings.Run;
        foreach (var (option, file) in new[]
        {
            ("--reference", run.Reference),
            ("--frequencies", run.Frequencies),
            ("--word-frequencies", run.WordFrequencies),
        })
        {
            if (file is not null && !File.Exists(file))
            {
                throw new PrerequisiteException($"{option} {file} does not exist: check the path.");
            }
        }
    }

    /// <exception cref="ConfigurationException">Two settings name the model under test, or the one to compare with, or both parts are one model.</exception>
    public static void RequireOneOfEach(ProbeSettings settings)
    {
        var (run, endpoint) = (settings.Run, settings.Endpoint);
        if (run.Model is not null && (endpoint.Url ?? endpoint.Model) is not null)
        {
            throw Twice(
                settings,
                SettingKey.Of<RunSection>(nameof(run.Model)),
                SettingKey.Of<EndpointSection>(endpoint.Url is null ? nameof(endpoint.Model) : nameof(endpoint.Url)),
                "the model under test");
        }

        if (run.Lora.Count > 0 && (endpoint.Url ?? endpoint.Model) is not null)
        {
            throw new ConfigurationException(
                (settings.OriginOf(SettingKey.Of<RunSection>(nameof(run.Lora))) is { Kind: not OriginKind.CommandLine } origin
                    ? $"--lora ({origin})"
                    : "--lora")
                + " adds adapters to a GGUF file, and the model under test is behind an endpoint: leave one of the two out.");
        }

        if (run.Reference is not null && endpoint.Reference is not null)
        {
            throw Twice(
                settings,
                SettingKey.Of<RunSection>(nameof(run.Reference)),
                SettingKey.Of<EndpointSection>(nameof(endpoint.Reference)),
                "a model to compare with");
        }

        if (endpoint.Model is { } model && model == endpoint.Reference)
        {
            throw new ConfigurationException(
                $"--endpoint-model and --endpoint-reference are the same model ({model}), so every comparison would be 0: "
                + "name another one, or leave --endpoint-reference out.");
        }

        if (endpoint is { ApiKeyVariable: not null, ApiKeyFile: not null })
        {
            throw Twice(
                settings,
                SettingKey.Of<EndpointSection>(nameof(endpoint.ApiKeyVariable)),
                SettingKey.Of<EndpointSection>(nameof(endpoint.ApiKeyFile)),
                "where the key is",
                "say");
        }
    }

    /// <summary>Names both options, and where a value came from that was not typed.</summary>
    private static ConfigurationException Twice(ProbeSettings settings, string first, string second, string what, string verb = "name")
    {
        return new ConfigurationException(
            $"{Named(first)} and {Named(second)} both {verb} {what}; keep "
            + $"one{(IsTyped(first) && IsTyped(second) ? "" : $" (an empty value such as --endpoint \"\" takes one back)")}.");

        bool IsTyped(string key) => settings.OriginOf(key).Kind == OriginKind.CommandLine;

        string Named(string key) => IsTyped(key) ? SettingOptions.NameOf(key) : $"{SettingOptions.NameOf(key)} ({settings.OriginOf(key)})";
    }

    private static void RequireOtherReference(HostedModel? hosted, HostedModel? hostedReference)
    {
        if (hosted is not null && hosted.Capability.ReportedModel == hostedReference?.Capability.ReportedModel)
        {
            throw new ConfigurationException(
                $"--endpoint-reference: the endpoint answers for {hosted.Settings.Model} and for {hostedReference.Settings.Model} with the same model "
                + $"({hosted.Capability.ReportedModel}), so every comparison would be 0: name another one, or leave it out.");
        }
    }

    // What is behind an endpoint or was imported has a name in place of a path.
    private static bool IsSameFile(string file, string model) =>
        Path.IsPathRooted(model) && OutsideFile.FinalPath(file) == OutsideFile.FinalPath(model);

    public static LocalScorerOptions ScorerOptions(ProbeSettings settings) => LocalModelProvider.ScorerOptions(Models(settings, ""));
}
