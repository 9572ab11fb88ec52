using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Frequencies;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Adapters;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.Runtime;

/// <summary>Opens GGUF models for runs.</summary>
/// <param name="nativeDirectory">Folder of an engine's native libraries, or null for those beside the program.</param>
/// <param name="hashes">Remembers file hashes, or null.</param>
/// <param name="logger">Receives the native log.</param>
/// <param name="progress">Told while a large file is hashed, or null.</param>
internal sealed class LocalModelProvider(Func<ModelEngine, string?> nativeDirectory, IProbeStore? hashes, ILogger logger, IProgress<ProbeProgress>? progress)
    : IModelProvider, IDisposable
{
    private readonly WeightPool _weights = new();
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>The engines of what a store holds, where it alone is to answer; null where models are asked.</summary>
    public StoredNumerics? Stored { get; init; }

    /// <summary>Continuations of that store.</summary>
    private IAttemptLog? Attempts => Stored?.Store as IAttemptLog;

    public ITokenScorer Open(ModelRole role, RunSettings settings)
    {
        var source = EvidenceSource.Of(role);
        var scorer = OpenFor(null);
        Warn(scorer.Model);
        return Stored is null || source.IsTable ? scorer : FromStore(role, settings, scorer, OpenFor);

        ITokenScorer OpenFor(string? engine) => source.Open(role, settings, new Files(this, settings, new FileHasher(hashes, progress).Hash, engine));
    }

    public IWindowScorer OpenWindows(ModelRole role, RunSettings settings)
    {
        var scorer = OpenModel(role, settings);
        return Stored is null ? scorer : FromStore(role, settings, scorer, engine => OpenModel(role, settings, engine));
    }

    private StoredScorer FromStore(ModelRole role, RunSettings settings, ITokenScorer scorer, Func<string, ITokenScorer> open) =>
        new(role, [scorer, .. ForeignEngines(settings, scorer).Select(open)], Stored ?? throw new InvalidOperationException("Models are asked."));

    /// <summary>Engines other than this machine's by which the store has answers, the one with most of them first.</summary>
    private IEnumerable<string> ForeignEngines(RunSettings settings, ITokenScorer scorer)
    {
        var own = EngineOf(settings).Identity;
        return Stored?.EnginesOf(scorer.Model.Fingerprint, scorer.Policy, own).Where(engine => engine != own) ?? [];
    }

    /// <summary>The engine that made most of a model's answers, if this machine's made none of them; else null.</summary>
    private string? StoredEngine(ModelRole role, RunSettings settings, ModelFiles files)
    {
        if (Stored is null)
        {
            return null;
        }

        using var scorer = OpenModel(role, settings);
        var engines = Stored.EnginesOf(scorer.Model.Fingerprint, scorer.Policy, EngineOf(settings).Identity);
        if (engines.Count == 0)
        {
            // A run of produced text alone has no token scores that would tell.
            using var generator = OpenGenerator(files, settings, engine: null);
            engines = StoredNumerics.EnginesIn(Attempts?.ReadAttemptPolicies(generator.Model.Fingerprint) ?? [], generator.Policy, EngineOf(settings).Identity);
        }

        return engines.Count == 0 || engines.Contains(EngineOf(settings).Identity) ? null : engines[0];
    }

    /// <summary>The tokenizer that cuts windows for models behind endpoints.</summary>
    /// <exception cref="PrerequisiteException">The file or the native library is missing.</exception>
    /// <exception cref="ModelException">The file has no tokenizer that can be used.</exception>
    public LlamaTokenizer OpenTokenizer(RunSettings settings) => LlamaModels.OpenTokenizer(
        EngineOf(settings),
        settings.Tokenizer ?? throw new ConfigurationException("The run names no tokenizer for the hosted model: add --tokenizer FILE.gguf."));

    public IGenerator OpenGenerator(ModelRole role, RunSettings settings)
    {
        var files = FilesOf(role, settings);
        var generator = OpenGenerator(files, settings, StoredEngine(role, settings, files));
        Warn(generator.Model);
        return generator;
    }

    private LlamaGenerator OpenGenerator(ModelFiles files, RunSettings settings, string? engine) => LlamaModels.OpenGenerator(
        EngineOf(settings),
        files.Path,
        new FileHasher(hashes, progress).Hash,
        ScorerOptions(settings) with { EngineIdentity = engine },
        files.Lora,
        WeightsFor(settings));

    public void Dispose() => _weights.Dispose();

    public ConversationRenderer OpenTemplate(RunSettings settings) => OpenTemplate(settings, settings.Model);

    /// <summary>The same with the template of another file, where the run names none; null for no file.</summary>
    /// <exception cref="ConfigurationException">There is no file and no name.</exception>
    public ConversationRenderer OpenTemplate(RunSettings settings, string? file) => settings.ChatTemplate switch
    {
        ConversationRenderer.NoTemplate => new ConversationRenderer(null),
        { } name => new ConversationRenderer(NamedChatTemplate.Named(EngineOf(settings), name)),
        null when file is not null => new ConversationRenderer(NamedChatTemplate.Of(EngineOf(settings), file)),
        _ => throw new ConfigurationException(
            "The corpus holds chat records, and an endpoint does not tell its chat template: add --chat-template NAME with the one that the model was "
            + "fine-tuned with ('mia-probe run --help' says which there are), or --chat-template none if it saw the contents alone."),
    };

    private LlamaTokenScorer OpenModel(ModelRole role, RunSettings settings, string? engine = null)
    {
        var scorer = Open(FilesOf(role, settings), settings, new FileHasher(hashes, progress).Hash, engine);
        Warn(scorer.Model);
        return scorer;
    }

    private LlamaTokenScorer Open(ModelFiles files, RunSettings settings, Func<string, string> hash, string? engine = null) => LlamaModels.Open(
        EngineOf(settings), files.Path, hash, ScorerOptions(settings) with { EngineIdentity = engine }, files.Lora, WeightsFor(settings));

    /// <summary>Base and tuned model of a run with adapters are the same weights, loaded once; models of other runs share nothing.</summary>
    private WeightPool? WeightsFor(RunSettings settings) => settings.HasAdapters ? _weights : null;

    // Once a command, however often it opens the file.
    private void Warn(ModelDescription model)
    {
        foreach (var doubt in model.Doubts.Where(_said.Add))
        {
            logger.Log(LogLevel.Warning, default, doubt, null, (text, _) => text);
        }
    }

    private static ModelFiles FilesOf(ModelRole role, RunSettings settings) =>
        settings.FilesOf(role) ?? settings.FilesOf(ModelRole.Reference)
        ?? throw new ConfigurationException($"The run names no {role} model: add --{role} FILE.gguf.");

    public LlamaTokenScorer Open(ModelFiles files, ModelEngine engine, LocalScorerOptions options) =>
        LlamaModels.Open(Load(engine), files.Path, new FileHasher(hashes, progress).Hash, options, files.Lora);

    /// <summary>Sees whether the models of a run can be scored as asked, and its frequency table fits, without reading or hashing their weights.</summary>
    /// <returns>What the models that are loaded at one time take at most.</returns>
    /// <exception cref="PrerequisiteException">A file, the native library or room for the weights is missing.</exception>
    /// <exception cref="ModelException">A file cannot be scored.</exception>
    /// <exception cref="ConfigurationException">The options ask for what a model does not have, such as windows longer than its context.</exception>
    /// <param name="settings">Of the run.</param>
    /// <param name="loads">Whether weights are to be loaded, so that there must be room for them.</param>
    public RoomNeeds Require(RunSettings settings, bool loads = true)
    {
        RequireTemplate(settings);
        using var target = OpenUnhashed(new ModelFiles(settings.Model, settings.Lora), settings);
        var rooms = RequireOthers(target, settings).Prepend(target.Room).ToList();
        if (loads)
        {
            rooms.ForEach(MachineRoom.Now().Require);
        }

        return rooms.MaxBy(room => room.Memory) with
        {
            Faster = FasterEngine.Hint(settings, target.Model.Quantization, settings.Model, FasterEngine.ProcessorFeatures()),
        };
    }

    /// <summary>Sees whether the chat template that a run names is known, whatever its corpus holds.</summary>
    /// <exception cref="ConfigurationException">It is not.</exception>
    public void RequireTemplate(RunSettings settings)
    {
        if (settings.ChatTemplate is not null)
        {
            OpenTemplate(settings, null);
        }
    }

    /// <summary>The same for a reference alone.</summary>
    /// <exception cref="PrerequisiteException">The file or the native library is missing.</exception>
    /// <exception cref="ModelException">The file cannot be scored.</exception>
    public void RequireReference(RunSettings settings)
    {
        if (settings.FilesOf(ModelRole.Reference) is { } reference)
        {
            using var scorer = OpenUnhashed(reference, settings);
            RequireRoomForWindows(scorer, settings);
            MachineRoom.Now().Require(scorer.Room);
        }
    }

    private IEnumerable<RoomNeeds> RequireOthers(LlamaTokenScorer target, RunSettings settings)
    {
        RoomNeeds? referenceRoom = null;
        if (settings.Frequencies is { } table)
        {
            FrequencyFile.Read(table).RequireTokenizerOf(target.Model, Path.GetFileName(table));
        }

        RequireRoomForWindows(target, settings);
        if (settings.FilesOf(ModelRole.Reference) is { } reference)
        {
            using var scorer = OpenUnhashed(reference, settings);
            RequireRoomForWindows(scorer, settings);
            referenceRoom = settings.Lora.Count > 0 && reference.Path == settings.Model ? scorer.RoomBesideItsBase : scorer.Room;
            yield return scorer.Room;
        }

        foreach (var shadow in settings.Shadows.Where(shadow => !shadow.IsImported))
        {
            using var scorer = OpenUnhashed(shadow.Files, settings);
            ComparedModels.RequireSameTokenizer(target.Model, scorer.Model);
            yield return scorer.Room;
        }

        if (settings.WordFrequencies is { } words)
        {
            WordFrequencyFile.Read(words);
        }

        foreach (var (role, _) in RunRequests.Of(settings).ByModel.Where(pass => pass.Role.IsPair))
        {
            EvidenceSource.Of(role).Open(role, settings, new Files(this, settings, _ => "")).Dispose();
            if (referenceRoom is { } room)
            {
                yield return target.Room + room;
            }
        }
    }

    /// <exception cref="ConfigurationException">Windows do not fit the model.</exception>
    public static void RequireRoomForWindows(IWindowScorer scorer, RunSettings settings) =>
        _ = settings.Extraction is { } extraction ? new WindowPlanner(scorer, extraction) : null;

    private LlamaTokenScorer OpenUnhashed(ModelFiles files, RunSettings settings) => Open(files, settings, _ => "");

    private ILlamaEngine EngineOf(RunSettings settings) => Load(settings.Engine);

    private ILlamaEngine Load(ModelEngine engine) => Engines.Load(engine, nativeDirectory(engine), logger);

    public static LocalScorerOptions ScorerOptions(RunSettings settings) => new()
    {
        Numerics = settings.Numerics,
        Bos = settings.Bos,
        ContextLength = settings.ContextLength,
        Threads = settings.Threads,
        WidenWeights = settings.WidenWeights,
        GpuLayers = settings.GpuLayers,
        MainGpu = settings.MainGpu,
        Split = settings.Split,
        AllowCpu = settings.AllowCpu,
    };

    /// <summary>Opens files as a run's settings say.</summary>
    /// <param name="provider">Knows the engines.</param>
    /// <param name="settings">Of the run.</param>
    /// <param name="hash">What the fingerprint of a file is.</param>
    /// <param name="engine">See <see cref="LocalScorerOptions.EngineIdentity"/>.</param>
    private sealed class Files(LocalModelProvider provider, RunSettings settings, Func<string, string> hash, string? engine = null) : ISourceModels
    {
        public IFileScorer Open(ModelFiles files) => Scorer(files);

        public ITokenScorer OpenDivergence(ModelFiles target, ModelFiles reference)
        {
            var first = Scorer(target);
            LlamaTokenScorer? second = null;
            try
            {
                second = Scorer(reference);
                return new LlamaDivergenceScorer(first, second);
            }
            catch
            {
                first.Dispose();
                second?.Dispose();
                throw;
            }
        }

        private LlamaTokenScorer Scorer(ModelFiles files) => provider.Open(files, settings, hash, engine);
    }
}
