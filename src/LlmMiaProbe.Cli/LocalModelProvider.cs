using LlmMiaProbe.Frequencies;
using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.Cli;

/// <summary>Opens GGUF models for runs.</summary>
/// <param name="nativeDirectory">Folder of the native libraries, or null for those beside the program.</param>
/// <param name="hashes">Remembers file hashes, or null.</param>
/// <param name="logger">Receives the native log.</param>
/// <param name="progress">Told while a large file is hashed, or null.</param>
internal sealed class LocalModelProvider(string? nativeDirectory, IProbeStore? hashes, ILogger logger, IProgress<ProbeProgress>? progress) : IModelProvider
{
    public ITokenScorer Open(ModelRole role, RunSettings settings) => role == ModelRole.Frequencies
        ? OpenFrequencies(settings)
        : OpenModel(role, settings);

    public LlamaGenerator OpenGenerator(ModelRole role, RunSettings settings) =>
        LlamaModels.OpenGenerator(Library, PathOf(role, settings), new FileHasher(hashes, progress).Hash, ScorerOptions(settings));

    private LlamaTokenScorer OpenModel(ModelRole role, RunSettings settings) => Open(PathOf(role, settings), ScorerOptions(settings));

    private static string PathOf(ModelRole role, RunSettings settings) => role == ModelRole.Target
        ? settings.Model
        : settings.Reference ?? throw new ConfigurationException($"The run names no {role} model: add --{role} FILE.gguf.");

    private UnigramScorer OpenFrequencies(RunSettings settings)
    {
        var path = settings.Frequencies ?? throw new ConfigurationException("The run names no frequency table: add --frequencies FILE, made by 'mia-probe frequencies build'.");
        var table = FrequencyFile.Read(path);
        var tokenizer = OpenModel(ModelRole.Target, settings);
        try
        {
            return new UnigramScorer(Path.GetFileName(path), table, tokenizer);
        }
        catch
        {
            tokenizer.Dispose();
            throw;
        }
    }

    public LlamaTokenScorer Open(string path, LocalScorerOptions options) =>
        LlamaModels.Open(Library, path, new FileHasher(hashes, progress).Hash, options);

    /// <summary>Sees whether the models of a run can be scored as asked, and its frequency table fits, without reading or hashing their weights.</summary>
    /// <exception cref="PrerequisiteException">A file or the native library is missing.</exception>
    /// <exception cref="ModelException">A file cannot be scored.</exception>
    /// <exception cref="ConfigurationException">The options ask for what a model does not have.</exception>
    public void Require(RunSettings settings)
    {
        foreach (var path in new[] { settings.Model, settings.Reference }.OfType<string>())
        {
            using var scorer = LlamaModels.Open(Library, path, _ => "", ScorerOptions(settings));
            if (path == settings.Model && settings.Frequencies is { } table)
            {
                FrequencyFile.Read(table).RequireTokenizerOf(scorer.Model, Path.GetFileName(table));
            }
        }
    }

    private LlamaLibrary Library => LlamaLibrary.Load(nativeDirectory, logger);

    private static LocalScorerOptions ScorerOptions(RunSettings settings) => new()
    {
        Numerics = settings.Numerics,
        Bos = settings.Bos,
        ContextLength = settings.ContextLength,
        Threads = settings.Threads,
        WidenWeights = settings.WidenWeights,
        GpuLayers = settings.GpuLayers,
    };
}
