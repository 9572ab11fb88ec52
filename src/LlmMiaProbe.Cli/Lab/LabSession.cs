using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp.Training;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>A lab folder with its base model, ready to train.</summary>
internal sealed class LabSession
{
    private readonly CommandContext _context;
    private readonly ProbeSettings _settings;
    private readonly string _base;
    private readonly string _baseHash;

    private LabSession(
        CommandContext context, ProbeSettings settings, string folder, LabSplit split, LabTexts texts, string start) =>
        (_context, _settings, Folder, Split, Texts, _base, _baseHash) = (context, settings, folder, split, texts, start, new FileHasher(
            memory: null, progress: null).Hash(start));

    public string Folder { get; }

    public LabSplit Split { get; }

    public LabTexts Texts { get; }

    /// <summary>The corpus of members and non-members.</summary>
    public string DocumentsPath => new LabFolder(Folder).DocumentsPath;

    public string Base => _base;

    /// <exception cref="PrerequisiteException">Folder or model is missing.</exception>
    /// <exception cref="ConfigurationException">The folder is not what 'lab split' wrote, or its chat records cannot be put together.</exception>
    public static LabSession Open(CommandContext context, ProbeSettings settings, string folder, string start)
    {
        var (split, documents) = new LabFolder(folder).Read();
        var path = Path.GetFullPath(start);
        Local.Gguf.GgufModel.Open(path).RequireScorable(Local.Gguf.GgufRelease.Newest);
        return new LabSession(context, settings, folder, split, LabTexts.Of(context, settings, path, documents), path);
    }

    public IReadOnlyList<Document> Documents(IEnumerable<LabDocument> documents) => [.. documents.Select(document => Texts.Document(document.Id))];

    /// <exception cref="ConfigurationException">The recipe speaks of chat records, and there are none.</exception>
    public TrainingRequest Request(string output, TrainingRecipe recipe, IEnumerable<LabDocument> documents) => new()
    {
        Chat = Texts.Chat,
        Base = _base,
        BaseHash = _baseHash,
        Output = output,
        Recipe = Texts.Chat is not null || recipe.Loss == LossTokens.Answers ? recipe : throw new ConfigurationException(
            $"--loss is about chat records, and {Folder} holds texts, of which the loss is on all tokens: leave it out."),
        Texts = [.. documents.Select(document => Texts.Training(document.Id, document.Repetitions))],
        Validation = [.. Split.Of(LabSide.Validation).Select(document => Texts.Training(document.Id))],
        Threads = RunSettingsFactory.ScorerOptions(_settings).EffectiveThreads,
    };

    /// <summary>Trains in a process of its own, or finds that it was done before.</summary>
    /// <exception cref="ProbeException">The training did not end well.</exception>
    public async Task<TrainingOutcome> TrainAsync(TrainingRequest request, CancellationToken cancellationToken)
    {
        if (FinishedTraining.Find(request) is { } finished)
        {
            _context.Terminal.WriteNote($"{request.Output} was trained before on the same documents with the same recipe; it is kept.");
            return finished;
        }

        using var line = new ProgressLine(_context.Terminal, _context.Time);
        return await new TrainingProcess(_context.Terminal, line, _settings.Llama.TrainingDirectory).TrainAsync(
            request, Path.GetFileName(request.Output), cancellationToken);
    }
}
