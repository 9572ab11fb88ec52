using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Shadows;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>From what a user set to what a run is. Paths become absolute, so that a run can be resumed from any folder.</summary>
internal static class RunSettingsFactory
{
    /// <exception cref="ConfigurationException">Model or corpus is missing, or an attack cannot be served.</exception>
    public static RunSettings From(ProbeSettings settings)
    {
        var run = settings.Run;
        var models = WithoutCorpus(settings);
        var (model, reference) = (models.Model, models.Reference);
        if (reference is not null && FinalPath(reference) == FinalPath(model))
        {
            throw new ConfigurationException($"--reference and --model are the same file ({model}), so every comparison would be 0: name the model from before the training, or leave --reference out.");
        }

        var corpora = run.Corpus.Select(path => new CorpusSource(Path.GetFullPath(path)))
            .Concat(run.Books.Select(path => new CorpusSource(Path.GetFullPath(path), IsBook: true)))
            .Concat(run.Members.Select(path => new CorpusSource(Path.GetFullPath(path), Membership.Member)))
            .Concat(run.NonMembers.Select(path => new CorpusSource(Path.GetFullPath(path), Membership.NonMember)))
            .ToList();
        if (corpora.Count == 0)
        {
            throw new ConfigurationException("No corpus was given: add --corpus FILE (records carry their labels), --book FILE, or --members FILE and --non-members FILE.");
        }

        var shadows = run.Shadows is null ? null : ShadowManifest.Read(run.Shadows);
        if (shadows?.Models.FirstOrDefault(shadow => FinalPath(shadow.File) == FinalPath(model)) is { } target)
        {
            throw new ConfigurationException($"--shadows: entry {target.Number} of {shadows.File} is the model under test ({model}): a shadow has to be a training of its own.");
        }

        return models with
        {
            Frequencies = run.Frequencies is null ? null : Path.GetFullPath(run.Frequencies),
            WordFrequencies = run.WordFrequencies is null ? null : Path.GetFullPath(run.WordFrequencies),
            ShadowManifest = shadows?.File,
            Shadows = shadows?.Models ?? [],
            Corpora = corpora,
            Shots = [.. run.Shots.Select(path => new CorpusSource(Path.GetFullPath(path), Membership.NonMember))],
            MemberShots = [.. run.MemberShots.Select(path => new CorpusSource(Path.GetFullPath(path), Membership.Member))],
            Calibration = [.. run.Calibration.Select(path => new CorpusSource(Path.GetFullPath(path)))],
            Mondrian = run.Mondrian,
            FalseDiscoveryRate = run.FalseDiscoveryRate,
            Attacks = RunRequests.Select(run.Attacks, run.Reference is not null, run.Frequencies is not null, run.WordFrequencies is not null, shadows?.Models, run.KeepText),
            Limit = run.Limit,
            Strict = run.Strict,
            KeepText = run.KeepText,
            Resamples = run.Resamples,
        };
    }

    /// <summary>Models and how they are evaluated; no document and no attack.</summary>
    /// <exception cref="ConfigurationException">No model was given.</exception>
    public static RunSettings WithoutCorpus(ProbeSettings settings) => new()
    {
        Model = Path.GetFullPath(settings.Run.Model ?? throw new ConfigurationException("No model was given: add --model FILE.gguf.")),
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
        Split = settings.Llama.Split,
        AllowCpu = settings.Llama.AllowCpu,
        Engine = settings.Llama.Engine,
    };

    /// <summary>The same for an extraction, of which attacks and what they need are no part.</summary>
    /// <exception cref="ConfigurationException">Model or corpus is missing.</exception>
    public static RunSettings ForExtraction(ProbeSettings settings)
    {
        var run = settings.Run with { Attacks = [], Frequencies = null, Shots = [], MemberShots = [], Calibration = [] };
        return From(settings with { Run = run }) with { Attacks = [], Extraction = settings.Extraction.ToSettings() };
    }

    private static string FinalPath(string path) => File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;

    public static LocalScorerOptions ScorerOptions(ProbeSettings settings) => new()
    {
        Numerics = settings.Llama.Numerics,
        Bos = settings.Llama.Bos,
        ContextLength = settings.Llama.ContextLength,
        Threads = settings.Llama.Threads,
        WidenWeights = settings.Llama.WidenWeights,
        GpuLayers = settings.Llama.GpuLayers,
        MainGpu = settings.Llama.MainGpu,
        Split = settings.Llama.Split,
        AllowCpu = settings.Llama.AllowCpu,
    };
}
